"""Amounts, dates and phone numbers of a text, so that two renderings of a topic can be compared."""

from __future__ import annotations

import re

from assistant.knowledge.contacts_file import phones_in

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = re.compile(
    r"\b(" + "|".join(_MONTHS) + r")\b(?:\s+\d{1,2})?(?:,?\s+(\d{4}))?", re.IGNORECASE
)
_NUMBER = re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?!\w)|(?<![\w.])\d+(?!\w)")
_SPOKEN_PHONE = re.compile(r"(?:\b\d{1,4}\b[\s,.-]+){2,}\b\d{1,4}\b")
_MARKUP_LINK = re.compile(r"\]\([^)]*\)|<?https?://\S+")

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: value for value, word in enumerate(_ONES)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
_SCALES = {"hundred": 100, "thousand": 1000}
_TOKEN = re.compile(r"[A-Za-z]+")


def figures(text: str) -> dict[str, int]:
    """What a text says in numbers: a figure in words a person can read -> where it begins.

    "45", "214000", "April", "April 2024", "phone 800-255-3987". Numbers in words count
    ("forty-five" is 45). Numbers below three are left out: "one key" and "two keys" are grammar as
    often as they are amounts.
    """
    plain = _MARKUP_LINK.sub(lambda match: " " * len(match[0]), text)
    found: dict[str, int] = {}
    for digits, start in phones_in(plain):
        found.setdefault(f"phone {digits[:3]}-{digits[3:6]}-{digits[6:]}", start)
    for match in _SPOKEN_PHONE.finditer(plain):
        digits = re.sub(r"\D", "", match[0])
        if len(digits) in (10, 11):
            found.setdefault(f"phone {digits[-10:-7]}-{digits[-7:-4]}-{digits[-4:]}", match.start())
            plain = plain[: match.start()] + " " * len(match[0]) + plain[match.end() :]
    plain = _without_phones(plain)
    for match in _MONTH.finditer(plain):
        # "may" is a verb more often than a month, unless it is written like one.
        if match[1].lower() == "may" and not (match[1][0] == "M" and match[2]):
            continue
        found.setdefault(match[1].capitalize(), match.start())
        if match[2]:
            found.setdefault(f"{match[1].capitalize()} {match[2]}", match.start())
    for match in _NUMBER.finditer(plain):
        _note(found, int(match[0].replace(",", "")), match.start())
    for value, start in _numbers_in_words(plain):
        _note(found, value, start)
    return found


def _note(found: dict[str, int], value: int, start: int) -> None:
    if value >= 3:
        found.setdefault(str(value), start)


def _without_phones(text: str) -> str:
    for digits, start in reversed(phones_in(text)):
        end = start
        count = 0
        while end < len(text) and count < len(digits) + (text[start] in "1+"):
            count += text[end].isdigit()
            end += 1
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _numbers_in_words(text: str) -> list[tuple[int, int]]:
    """(value, start) of each run of number words: "two hundred fourteen thousand" is 214000."""
    found: list[tuple[int, int]] = []
    run: list[str] = []
    start = end = 0
    for match in _TOKEN.finditer(text + " end"):
        word = match[0].lower()
        known = word in _WORDS or (bool(run) and word in _SCALES)
        joined = not run or not text[end : match.start()].strip(" -\n")
        if run and (not known or not joined):
            found.append((_value(run), start))
            run = []
            known = word in _WORDS
        if known:
            if not run:
                start = match.start()
            run.append(word)
            end = match.end()
    return found


def _value(words: list[str]) -> int:
    total = current = 0
    for word in words:
        if word == "thousand":
            total += max(current, 1) * 1000
            current = 0
        elif word == "hundred":
            current = max(current, 1) * 100
        else:
            current += _WORDS[word]
    return total + current
