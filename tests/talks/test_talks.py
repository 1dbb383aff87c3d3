"""Whole conversations, through the real pipeline, checked on outcome and words.

Each file of tests/talks/*.talk.yml holds conversations: `talk` (a sentence), `turns`, and any of
`on` (the day of asking), `now` (a moment with its zone), `audience`, `channel`. A turn has `guest`
and any of the fields below. Case does not matter, and line breaks are blanks. The guest's
"(something vague)" stands for a message with two likely meanings.

- outcome: of the first reply; outcomes: of all replies, in order
- intent, topics: what was understood and answered; facts: what this message says of a car
- verdict, phase, phases (candidates), overdue: of the one verdict of the turn
- asks: model, built or plant: the question at the end of the turn; nothing: none is open
- says, never: words that must, or must not, stand in the replies
- buttons: titles that must be offered
- on, now: from this turn on it is later

Besides, in every talk: something is said and can be spoken, a guest never meets what only agents
are told, and nothing that is over is announced.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.rasa

FILES = sorted(Path(__file__).parent.glob("*.talk.yml"))
SETTING = ("on", "now", "audience", "channel")
TALK_FIELDS = {"talk", "turns", *SETTING}
TURN_FIELDS = {
    "guest", "outcome", "outcomes", "intent", "topics", "facts", "verdict", "phase", "phases",
    "overdue", "asks", "says", "never", "buttons", "on", "now",
}  # fmt: skip
QUESTIONS = {
    "model": "which lexus model is it?",
    "built": "built?**",
    "plant": "built in japan or in north america?**",
}
VAGUE = "(something vague)"
FOR_AGENTS_ONLY = (
    "23LJ01R1", "04002", "CPOR", "MAC code", "LIC206A", "E-Learning", "qc@lexus.com", "Burns",
    "469) 292", "469-292", "flat rate", "LCTPReports", "Dealer Daily", "For agents only",
)  # fmt: skip
"""What no guest may meet, in a text, a spoken form or a button."""


class TalkLoader(yaml.SafeLoader):
    """YAML in which on, yes and no are words and days are texts; true and false stay."""


TalkLoader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if not tag.endswith((":bool", ":timestamp"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
TalkLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


def talks() -> list[Any]:
    found = []
    for file in FILES:
        for talk in yaml.load(file.read_text(encoding="utf-8"), TalkLoader):
            name = f"{file.stem.removesuffix('.talk')}: {talk['talk']}"
            found.append(pytest.param(talk, id=name))
    return found


@pytest.mark.parametrize("talk", talks())
def test_talk(talk: dict[str, Any], stage: Any) -> None:
    assert set(talk) <= TALK_FIELDS, f"unknown fields {set(talk) - TALK_FIELDS}"
    setting = {name: str(talk[name]) for name in SETTING if name in talk}
    conversation = stage.begin(**setting)
    for number, turn in enumerate(talk["turns"], start=1):
        assert set(turn) <= TURN_FIELDS, f"unknown fields {set(turn) - TURN_FIELDS}"
        setting |= {name: str(turn[name]) for name in ("on", "now") if name in turn}
        guest = stage.vague if turn["guest"] == VAGUE else turn["guest"]
        heard = conversation.say(guest, **setting)
        shown = "\n\n".join(reply["text"] for reply in heard.replies)
        about = f"turn {number}, guest: {guest}\n\nbot: {shown}\n\n"
        _check_manners(heard, about, guest=talk.get("audience") != "agent")
        _check_meaning(turn, heard, about)
        _check_verdict(turn, heard, about)
        _check_words(turn, heard, about)


def _check_manners(heard: Any, about: str, *, guest: bool) -> None:
    """What holds in every turn of every talk."""
    assert heard.replies, about + "said nothing"
    for reply in heard.replies:
        assert reply["text"].strip(), about + "a reply without words"
        assert reply["speech"].strip(), about + "a reply that cannot be spoken"
        assert not set("*[]_#") & set(reply["speech"]), about + f"spoken: {reply['speech']}"
        verdict = reply.get("verdict")
        if verdict and verdict["timing"]["overdue"]:
            assert "is estimated" not in reply["text"] + reply["speech"], about + "is over"
    if guest:
        everything = str([(r["text"], r["speech"], r["buttons"]) for r in heard.replies])
        for words in FOR_AGENTS_ONLY:
            assert words.casefold() not in everything.casefold(), about + f"tells {words!r}"


def _check_meaning(turn: dict[str, Any], heard: Any, about: str) -> None:
    understood = heard.parse.get("understanding") or {}
    outcomes = [reply["outcome"] for reply in heard.replies]
    if "outcome" in turn:
        assert outcomes[0] == turn["outcome"], about
    if "outcomes" in turn:
        assert outcomes == turn["outcomes"], about
    if "intent" in turn:
        assert heard.parse["intent"]["name"] == turn["intent"], about
    if "topics" in turn:
        assert [t for reply in heard.replies for t in reply["topics"]] == turn["topics"], about
    if "facts" in turn:
        assert {**understood["heard"], **turn["facts"]} == understood["heard"], about


def _check_verdict(turn: dict[str, Any], heard: Any, about: str) -> None:
    verdicts = [reply["verdict"] for reply in heard.replies if reply.get("verdict")]
    told = [verdict for verdict in verdicts if verdict["outcome"] != "need_facts"]
    if "verdict" in turn:
        assert [v["outcome"] for v in told] == [turn["verdict"]], about
    for field, name in (("phase", "phase"), ("phases", "phase_candidates")):
        if field in turn:
            assert told[0][name] == turn[field], about
    if "overdue" in turn:
        assert told[0]["timing"]["overdue"] is turn["overdue"], about
    if "asks" in turn:
        missing = [v["missing"] for v in verdicts if v["outcome"] == "need_facts"]
        assert (missing[-1][0] if missing else "nothing") == turn["asks"], about + "asks"


def _check_words(turn: dict[str, Any], heard: Any, about: str) -> None:
    said = " ".join(" ".join(reply["text"].split()) for reply in heard.replies).casefold()
    for words in turn.get("says", ()):
        assert words.casefold() in said, about + f"does not say {words!r}"
    for words in turn.get("never", ()):
        assert words.casefold() not in said, about + f"says {words!r}"
    offered = [button["title"] for reply in heard.replies for button in reply["buttons"]]
    for title in turn.get("buttons", ()):
        assert title in offered, about + f"offers {offered}"
    if turn.get("asks", "nothing") != "nothing":
        assert QUESTIONS[turn["asks"]] in said, about + f"does not ask for {turn['asks']}"
