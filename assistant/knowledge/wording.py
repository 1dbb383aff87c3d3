"""Checks of what a topic says: no agents' text for guests, the same facts for eye and ear."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.knowledge.contacts_file import phone_digits, phones_in
from assistant.knowledge.fault_list import FilePen, did_you_mean
from assistant.knowledge.figures import figures
from assistant.knowledge.never_say import NeverSay
from assistant.knowledge.program import Contact
from assistant.knowledge.topic_file import Section, TopicFile

WORDS_A_MINUTE = 150
LONGEST_VOICE_SECONDS = 25

_HTML = re.compile(r"</?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>|<!--")
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^<>]*>|<[^<>\s@]+@[^<>\s]+>")
_LINK = re.compile(r"\]\(([^)\s]*)[^)]*\)|(https?://[^\s)>\]]+)")
_BRACES = re.compile(r"[{}]")
# In a script, `{guest name}` is a blank that the agent fills; anything more is a template.
_BLANK = re.compile(r"\{[a-z][a-z ]*\}")
_MARKDOWN = re.compile(r"\*\*|__|^#|^\s*[*-]\s|\]\(|`|^\s*\d+\.\s|https?://", re.MULTILINE)


def spoken_seconds(text: str) -> float:
    """How long a text takes at normal speed, 150 words a minute."""
    return len(text.split()) * 60 / WORDS_A_MINUTE


def check_wording(file: TopicFile, never: NeverSay, pen: FilePen) -> None:
    """Every fault of the wording of one topic."""
    answer, voice, script = (file.sections.get(name) for name in ("answer", "voice", "script"))
    heard = [section for section in (voice, script) if section]
    if file.topic.audience == "guest":
        heard = [Section(file.topic.title, file.title_line), *([answer] if answer else []), *heard]
    for section in heard:
        _check_leaks(section, never, pen)
    for name, section in file.sections.items():
        _check_plain(section, pen, blanks=name == "script", braces=name != "agent notes")
    if voice:
        _check_voice(voice, pen)
        if answer:
            _check_same_figures(answer, voice, pen)


def check_phones(text: str, contacts: Iterable[Contact], pen: FilePen) -> None:
    """A phone number in any text must be one of contacts.yml."""
    known = {phone_digits(contact.phone): contact.phone for contact in contacts if contact.phone}
    for digits, start in phones_in(text):
        if digits not in known:
            pen.say(
                text.count("\n", 0, start) + 1,
                f"the phone number {digits[:3]}-{digits[3:6]}-{digits[6:]} is not in contacts.yml. "
                "Correct it, or add the contact with its source. Known: "
                f"{', '.join(known.values())}.",
            )


def check_links_out(text: str, contacts: Iterable[Contact], pen: FilePen) -> None:
    """A web address that a link of an answer leads to must be one of contacts.yml."""
    known = {_address(contact.url): contact.url for contact in contacts if contact.url}
    for match in _LINK.finditer(text):
        url = (match[1] or match[2]).rstrip(".,;")
        if _address(url) not in known:
            pen.say(
                text.count("\n", 0, match.start()) + 1,
                f"the address {url} is not in contacts.yml.{did_you_mean(url, known.values())} "
                "Correct it, or add the contact with its source.",
            )


def _address(url: str) -> str:
    """Without what browsers add: `https://www.lexus.com/recall/` is `lexus.com/recall`."""
    return re.sub(r"^(?:https?://)?(?:www\.)?|^mailto:", "", url.strip().lower()).rstrip("/")


def _check_leaks(section: Section, never: NeverSay, pen: FilePen) -> None:
    for leak in never.leaks(section.text):
        pen.say(
            _line(section, leak.start),
            f"'{' '.join(leak.text.split())}' must never reach a guest. {leak.reason} Take "
            "it out, or move it to "
            "'## Agent notes'.",
        )


def _check_plain(section: Section, pen: FilePen, *, blanks: bool, braces: bool) -> None:
    """No HTML anywhere; no templates where people read the text as it is."""
    text = _AUTOLINK.sub(lambda match: " " * len(match[0]), section.text)
    for match in _HTML.finditer(text):
        pen.say(
            _line(section, match.start()),
            f"'{match[0]}' is HTML, and it would be shown as it stands. Use Markdown.",
        )
    if blanks:
        text = _BLANK.sub(lambda match: " " * len(match[0]), text)
    if braces and (brace := _BRACES.search(text)):
        hint = (
            "A blank is small letters in braces, such as {guest name}."
            if blanks
            else "Write the words out."
        )
        pen.say(
            _line(section, brace.start()),
            f"'{brace[0]}' looks like a template, and answers are never filled in. {hint}",
        )


def _check_voice(voice: Section, pen: FilePen) -> None:
    seconds = spoken_seconds(voice.text)
    if seconds > LONGEST_VOICE_SECONDS:
        words = len(voice.text.split())
        most = WORDS_A_MINUTE * LONGEST_VOICE_SECONDS // 60
        pen.say(
            voice.line,
            f"the voice text takes {seconds:.0f} seconds ({words} words); "
            f"{LONGEST_VOICE_SECONDS} seconds "
            f"({most} words) are the limit. Shorten it.",
        )
    for match in _MARKDOWN.finditer(voice.text):
        pen.say(
            _line(voice, match.start()),
            f"'{match[0].strip()}' is read aloud letter by letter. Write plain words: no "
            "marks, links or lists.",
        )


def _check_same_figures(answer: Section, voice: Section, pen: FilePen) -> None:
    """What the ear hears in numbers, the eye must read too."""
    seen = figures(answer.text)
    for figure, start in figures(voice.text).items():
        if figure not in seen:
            pen.say(
                _line(voice, start),
                f"the voice text says '{figure}', and the answer does not. Make the two say "
                "the same.",
            )


def _line(section: Section, index: int) -> int:
    return section.line + section.text.count("\n", 0, index)
