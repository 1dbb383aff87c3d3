"""Everything that can be said on the phone, walked through as a voice would say it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, datetime, timezone
from xml.etree.ElementTree import Element, tostring

import pytest
from call_fakes import SUNDAY_NIGHT

from assistant.desk import small_talk
from assistant.desk.answers import answer, handled_by_staff
from assistant.desk.desk import Desk
from assistant.desk.speech import spoken
from assistant.desk.vehicle import Vehicle
from assistant.desk.verdict_words import QUESTIONS, verdict_reply
from assistant.eligibility.assess import assess
from assistant.eligibility.facts import BuildDate, Facts
from assistant.eligibility.verdict import Verdict
from assistant.knowledge import Knowledge
from assistant.knowledge.figures import figures
from assistant.knowledge.wording import LONGEST_VOICE_SECONDS, spoken_seconds
from assistant.web.phone import keys, vin_talk
from assistant.web.phone.ear import plain, say
from assistant.web.phone.letters import in_words
from assistant.web.phone.people import nobody_answered, to_a_person
from assistant.web.phone.replies import WHAT_ELSE
from assistant.web.phone.spelling import spelled
from assistant.web.phone.talk import GREETING

DAYS = (date(2024, 2, 10), date(2026, 11, 1))
BUILT = (
    None, "2021-05", "2022-09", "2022-10", "2022-10-20", "2022-11", "2022-11-03", "2022-12",
    "2022-12-28", "2023-01", "2023-01-15", "2023-03", "2023-08", "2023-10-30", "2023-12", "2024-05",
)  # fmt: skip
VIN = "2T2GACVZ8PC079756"
NOT_FOR_THE_EAR = re.compile(
    r"[*_#`|<>{}\[\]\\~=+^]|https?:|www\.|//|\.com\b|\w/\w|\b\d+-\d{3}-\d{4}\b|\(|\)|:00\b"
)


def verdicts(knowledge: Knowledge) -> Iterator[Verdict]:
    """Verdicts of every outcome, for every line, from both plants, on both days."""
    program = knowledge.program
    for model in (None, *program.lines, "TX", "Camry"):
        for built in BUILT:
            for plant in (None, "japan", "north_america"):
                for on in DAYS:
                    when = BuildDate.parse(built) if built else None
                    facts = Facts(model=model, built=when, plant=plant)  # type: ignore[arg-type]
                    yield assess(facts, program, on=on)
    for facts in (
        Facts(vin=VIN, model="RX"),
        Facts(vin="2T2GACVZ8PC07975X"),
        Facts(vin="JTDBAMBZ8P5012345"),
        Facts(vin=VIN, model_year=2024),
    ):
        yield assess(facts, program, on=DAYS[0])


def everything(desk: Desk) -> Iterator[tuple[str, str]]:
    """(what it is, the words) of all that a caller can be told."""
    knowledge = desk.knowledge
    program = knowledge.program
    for topic in knowledge.topics.values():
        if topic.audience == "guest":
            yield f"topic {topic.id}", answer((topic.id,), knowledge, "guest").speech
    seen = set()
    for verdict in verdicts(knowledge):
        speech = verdict_reply(verdict, Vehicle(facts=verdict.facts), program).speech
        if speech not in seen:
            seen.add(speech)
            yield f"{verdict.outcome} {verdict.facts}", speech
    for fact, question in QUESTIONS.items():
        for vehicle in (Vehicle(), Vehicle(purchase=True), Vehicle(built_year=2023)):
            text, speech, _ = question(vehicle, program)
            yield f"question {fact}", speech or spoken(text)
    for act in ("greet", "goodbye", "thank", "bot_challenge", "what_else", "affirm", "deny"):
        yield act, small_talk.small_talk(act).speech
    night = SUNDAY_NIGHT
    for fact in ("model", "built", "plant", None):
        yield f"how to find {fact}", small_talk.how_to_find_out(fact, "", program).speech
    yield "not understood", small_talk.not_understood(1, program, night).speech
    yield "only for staff", handled_by_staff().speech
    yield "greeting", GREETING
    for now in (night, datetime(2026, 11, 23, 16, tzinfo=timezone.utc)):
        yield "a person", to_a_person(program, now).text
        yield "nobody", nobody_answered(program, now)
    yield "keys", f"{keys.main_menu()} {WHAT_ELSE}"
    yield "read back", f"I have: {in_words(VIN)}. Is that right?"
    pieces = vin_talk.VinPieces().hear("two t two g a c b z eight p c 079756", program.vin)
    yield "doubt", vin_talk.tell(pieces, None, program.vin).text


def test_nothing_is_said_that_a_voice_would_read_as_a_sign(desk: Desk) -> None:
    wrong = {
        what: match.group()
        for what, words in everything(desk)
        if (match := NOT_FOR_THE_EAR.search(plain(words)))
    }
    assert not wrong


def test_every_topic_and_verdict_can_be_said_in_25_seconds(desk: Desk) -> None:
    long = {
        what: f"{spoken_seconds(words):.1f} s: {words}"
        for what, words in everything(desk)
        if what != "read back" and spoken_seconds(words) > LONGEST_VOICE_SECONDS
    }
    assert not long


def test_a_verdict_says_the_same_figures_to_the_eye_and_to_the_ear(desk: Desk) -> None:
    """Days, months, amounts and phases that are heard can be read as well."""
    program = desk.knowledge.program
    for verdict in verdicts(desk.knowledge):
        reply = verdict_reply(verdict, Vehicle(facts=verdict.facts), program)
        extra = set(figures(reply.speech)) - set(figures(reply.text))
        assert not extra, f"{verdict.outcome} {verdict.facts}: only heard: {extra}"


def test_a_verdict_for_the_ear_keeps_what_matters(desk: Desk) -> None:
    """What is to be brought, how long it takes, the phase where known, and as of when."""
    program = desk.knowledge.program
    for verdict in verdicts(desk.knowledge):
        speech = verdict_reply(verdict, Vehicle(facts=verdict.facts), program).speech
        if verdict.outcome == "remedy_available":
            assert all(thing in speech for thing in verdict.bring)
            assert "45 minutes" in speech
            assert "free of charge" in speech
            assert all(condition in speech for condition in verdict.conditions)
        if verdict.phase:
            assert f"phase {verdict.phase}" in speech
        if verdict.outcome in ("remedy_available", "later_phase", "not_covered"):
            assert "January 31, 2024" in speech or "toyota_vehicle" in verdict.rules
        if verdict.timing.overdue:
            assert "was estimated" in speech
            assert "is estimated" not in speech


def test_amounts_dates_and_numbers_agree_between_chat_voice_and_script(desk: Desk) -> None:
    """What a topic's voice or script says in figures, its answer says too."""
    for topic in desk.knowledge.topics.values():
        if topic.audience != "guest":
            continue
        seen = set(figures(topic.answer))
        heard = set(figures(topic.voice or ""))
        script = set(figures(getattr(topic, "script", "") or ""))
        assert heard <= seen, f"{topic.id}: only heard: {heard - seen}"
        assert script <= seen, f"{topic.id}: only in the script: {script - seen}"


def test_what_to_bring_is_the_same_wherever_it_is_said(desk: Desk) -> None:
    program = desk.knowledge.program
    for topic in ("what_to_bring", "book_appointment"):
        voice = answer((topic,), desk.knowledge, "guest").speech
        assert "vehicle" in voice
        assert "original Smart Key" in voice
    assert [thing.split()[-2:] for thing in program.bring][-1] == ["Smart", "Key"]


def test_spoken_text_stays_as_it_is_when_it_is_spoken_again(desk: Desk) -> None:
    for what, words in everything(desk):
        assert spoken(plain(words)) == " ".join(plain(words).split()), what


def test_the_months_of_a_sticker_are_said_as_they_are_read() -> None:
    assert spoken("for example 08/23.") == "for example oh eight, twenty three."
    assert spoken("12/2023") == "twelve, twenty twenty three"
    assert spoken("see [lexus.com/recall](https://www.lexus.com/recall).") == (
        "see the recall page of lexus dot com."
    )
    assert spoken("until 7:00 pm") == "until 7 pm"


def test_model_names_and_numbers_are_marked_for_the_voice(desk: Desk) -> None:
    parent = Element("Response")
    lines = desk.knowledge.program.lines
    text = spoken("An IS or an RC F: call 1-800-255-3987. It is so.")
    say(parent, text, voice="v", lines=lines)
    marked = [(e.get("interpret-as"), e.text) for e in parent.iter("say-as")]
    assert marked == [
        ("characters", "IS"),
        ("characters", "RC F"),
        ("digits", "1"),
        ("digits", "800"),
        ("digits", "255"),
        ("digits", "3987"),
    ]


espeak = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng is not installed")


def listen(words: list[str], lines: tuple[str, ...]) -> list[str]:
    """What espeak-ng would say, as phoneme mnemonics, one line for each."""
    documents = []
    for text in words:
        parent = Element("Response")
        say(parent, text, voice="v", lines=lines)
        documents.append("".join(_inner(e) for e in parent))
    heard = []
    for document in documents:
        done = subprocess.run(
            ["espeak-ng", "-q", "-x", "-m", "-v", "en-us", f"<speak>{document}</speak>"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        heard.append(" ".join(done.stdout.split()))
    return heard


def _inner(element: Element) -> str:
    """The SSML inside <Say>."""
    whole = tostring(element, encoding="unicode")
    return whole[whole.index(">") + 1 : whole.rindex("</")]


def phonemes(word: str) -> str:
    done = subprocess.run(
        ["espeak-ng", "-q", "-x", "-v", "en-us", word], capture_output=True, text=True, check=True
    )
    return re.sub(r"[',%]", "", done.stdout.strip())


@espeak
def test_no_voice_reads_a_sign_aloud(desk: Desk) -> None:
    """Spoken by espeak-ng and listened to: no "asterisk", no "slash slash", no "dot com"."""
    said = [(what, words) for what, words in everything(desk) if not what.startswith("read")]
    topics = [pair for pair in said if not pair[0].startswith(("remedy", "later", "not_c", "need"))]
    few = [pair for pair in said if pair not in topics][::40]
    signs = [phonemes(word) for word in ("asterisk", "slash", "underscore", "backslash", "hash")]
    heard = listen([words for _, words in topics + few], desk.knowledge.program.lines)
    for (what, _), sound in zip(topics + few, heard, strict=True):
        plain_sound = re.sub(r"[',%]", "", sound)
        assert not [sign for sign in signs if sign in plain_sound], f"{what}: {sound}"


@espeak
def test_letters_and_digits_are_heard_one_by_one(desk: Desk) -> None:
    (read_back,) = listen([in_words(VIN)], desk.knowledge.program.lines)
    sound = re.sub(r"[',%]", "", read_back)
    for word in ("Tango", "Golf", "Alpha", "Charlie", "Victor", "Zulu", "Papa", "zero", "seven"):
        assert phonemes(word) in sound, f"{word} in {read_back}"
    (address,) = listen([spelled(["lexus.com/recall"])], ())
    assert phonemes("slash") in re.sub(r"[',%]", "", address)


def test_a_fault_would_be_found() -> None:
    """The nets above have no holes: what they look for is caught."""
    for fault in ("**bold**", "a/b", "https://x", "lexus.com", "1-800-255-3987", "7:00 pm", "(so)"):
        assert NOT_FOR_THE_EAR.search(fault), fault
