"""What people say: messages, VINs in one piece and in pieces, the agent's fields, Markdown."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timezone
from typing import Any

from hypothesis import strategies as st

from assistant.desk.agent_desk import AgentDesk, Entry
from assistant.desk.call_back import EntriesNotRight, read_wish
from assistant.desk.conversation import Memory, converse
from assistant.desk.disclosure import TYPED, covering_email, read_form
from assistant.desk.opening import moment_of
from assistant.desk.speech import spoken
from assistant.language import read_vin
from assistant.language.vin_pieces import VinPieces
from assistant.storage.masking import mask, mask_data
from assistant.web.agent import console_json
from assistant.web.markdown import tree
from assistant.web.phone.heard import LONGEST
from benchmarks.fuzz import seemly
from benchmarks.fuzz.asking import Answer
from benchmarks.fuzz.house import House
from benchmarks.fuzz.running import Part
from benchmarks.fuzz.texts import short_texts, texts

_ON = date(2024, 2, 10)
Checks = Iterator[Callable[[Any], None]]


def parts(open_house: Callable[[], House]) -> list[Part]:
    """One part for each reader."""

    def messages() -> Checks:
        reader = open_house().desk.recogniser.reader

        def check(text: str) -> None:
            json.dumps(str(reader.read(text, on=_ON)))

        yield check

    def turns() -> Checks:
        desk = open_house().desk
        moment = moment_of(None, datetime(2024, 2, 10, 17, tzinfo=timezone.utc))

        def check(said: list[str]) -> None:
            memory = Memory()
            for text in said:
                replies, memory = converse(desk, text, memory, moment)
                memory = Memory.from_dict(json.loads(json.dumps(memory.as_dict())))
                _seemly_json([tree(reply.text) for reply in replies])
                mask_data(replies[0].as_dict())

        yield check

    def vins() -> Checks:
        facts = open_house().desk.knowledge.program.vin

        def check(text: str) -> None:
            json.dumps(read_vin(text, facts).as_dict())

        yield check

    def pieces() -> Checks:
        facts = open_house().desk.knowledge.program.vin

        def check(said: list[str]) -> None:
            kept = VinPieces()
            for text in said:
                kept = kept.hear(text, facts)
                kept = VinPieces.from_dict(json.loads(json.dumps(kept.as_dict())))
                kept.reading(facts)

        yield check

    def entries() -> Checks:
        desk = open_house().desk
        agents = AgentDesk(desk)
        moment = moment_of({"audience": "agent"}, datetime(2024, 2, 10, 17, tzinfo=timezone.utc))

        def check(entry: Entry) -> None:
            card = console_json.card(agents.vehicle(entry, moment), desk.knowledge.program)
            _seemly_json(card)
            found = agents.suggest(entry.vin, on=_ON)
            _seemly_json(console_json.suggestions(found, desk.knowledge.program, moment.now))

        yield check

    def papers() -> Checks:
        from assistant.desk.disclosure_pdf import disclosure_pdf

        program = open_house().desk.knowledge.program

        def check(typed: dict[str, str]) -> None:
            form, wrong = read_form(typed, on=_ON)
            if not wrong:
                disclosure_pdf(form, program)
                covering_email(form, program)
            wish = {"name": typed.get("guest_name", ""), "agreed": True}
            with contextlib.suppress(EntriesNotRight):
                read_wish({**wish, "phone": typed["home_phone"], "email": typed["guest_email"]})

        yield check

    def markdown() -> Checks:
        def check(text: str) -> None:
            _seemly_json(tree(text))
            _seemly_json(tree(text, tables=True))
            spoken(text)
            mask(text)

        yield check

    names = (*TYPED, "built")
    return [
        Part("messages", 0.12, lambda: texts, messages),
        Part("turns at the desk", 0.05, lambda: st.lists(texts, min_size=1, max_size=4), turns),
        Part("VINs", 0.07, lambda: texts | _spelt, vins),
        Part("VINs in pieces", 0.04, lambda: st.lists(_spoken, max_size=6), pieces),
        Part("agents' entries", 0.03, _entries, entries),
        Part(
            "forms and wishes",
            0.02,
            lambda: st.fixed_dictionaries(dict.fromkeys(names, _field)),
            papers,
        ),
        Part("Markdown", 0.05, lambda: _markdown | texts, markdown),
    ]


def _seemly_json(told: Any) -> None:
    body = json.dumps(told).encode()
    headers = {name: ["x"] for name in seemly.HEADERS} | {"content-type": ["application/json"]}
    seemly.check(Answer(200, headers, body), what="a tree")


_spelt = st.lists(
    st.sampled_from(
        "J T 2 5 B A M Z 8 P 0 1 X zulu zebra alpha bravo double triple o oh zero won to too for "
        "ate niner tango victor five nine dash hyphen space capital no wait scratch that position "
        "twelve hundred million thirteenth is as in like the letter number".split()
    ),
    max_size=60,
).map(" ".join)
_spoken = (texts | _spelt).map(lambda text: text[:LONGEST])
_field = (
    st.sampled_from(["", "JTJGKCEZ8P2012345", "214 555 0123", "m@example.com", "NX 350", "Maria"])
    | short_texts
)


def _entries() -> st.SearchStrategy[Entry]:
    # As the console's door hands them over: 2,000 characters, and whole ones.
    field = (texts | short_texts | st.just("")).map(
        lambda text: text[:2_000].encode("utf-8", "replace").decode().replace("\0", "")
    )
    return st.builds(Entry, vin=field, model=field, built=field, plant=field, model_year=field)


_markdown = st.lists(
    st.sampled_from(
        ["*", "**", "_", "`", "```\n", "[", "](", ")", "![", "<", ">", "&amp;", "&#x6a;", "\n",
        "\n\n",
         "- ", "1. ", "# ", "    ", "\t", "|", "---\n", "~~~", "javascript:alert(1)",
         "https://x.example",
         "tel:+18002553987", "mailto:a@b", "data:text/html,x", "<script>", "</p>", "<!--", "\\",
         "1-800-255-3987", "[x]: https://y.example\n", "<https://z.example>", "<a@b.example>",
         "word "]
    )
    | short_texts,
    max_size=40,
).flatmap(
    lambda found: st.sampled_from([1, 1, 1, 50]).map(lambda n: ("".join(found) * n)[:10_000])
)  # fmt: skip
