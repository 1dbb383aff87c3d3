"""Takes VINs, phone numbers and e-mail addresses out of a text before it is written anywhere.

Masking is looser than reading: a VIN with a typing error still names a car, so it is masked too.
What a guest typed stays readable; only the part that names a person or a vehicle goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

_EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")

# Ten digits in North America's grouping, with or without the country code; or seven joined by
# a dash or a dot; or an international number behind its plus sign.
_PHONE = re.compile(
    r"(?<![\w+])(?:"
    r"\+(?!1)\d{1,3}(?:[ .()-]{0,2}\d){6,12}"
    r"|(?:\+?1[ .-]{0,2})?\(?(?P<area>\d{3})\)?[ .-]{0,2}\d{3}[ .-]{0,2}\d{4}"
    r"|\d{3}[.-]\d{4}"
    r")(?!\w)"
)
# Numbers of companies, not of people: the contact centres' own stay readable in answers.
_TOLL_FREE = frozenset({"800", "833", "844", "855", "866", "877", "888"})

_GROUPS = re.compile(r"[A-Za-z0-9]+")
_JOINT = re.compile(r"[ .,/:_\t–—-]{1,3}")
_VIN_LENGTH = 17
_SHOWN = 6
"""How many last characters of a VIN stay: enough for a person to recognise the car."""
_DOT = "•"

_SAID = """
    0 zero oh nought | 1 one | 2 two | 3 three | 4 four | 5 five | 6 six | 7 seven | 8 eight
    9 nine niner | a alpha alfa | b bravo bee | c charlie cee see | d delta dee | e echo | f foxtrot
    g golf gee | h hotel | i india | j juliet juliett jay | k kilo kay | l lima ell | m mike em
    n november en | o oscar | p papa pee | q quebec cue | r romeo are | s sierra ess | t tango tee
    u uniform you | v victor vee | w whiskey whisky | x xray ex | y yankee why | z zulu zee zed
"""
_WORDS = {
    word: entry.split()[0]
    for entry in _SAID.replace("\n", "|").split("|")
    for word in entry.split()[1:]
}
_MAY_HOLD = re.compile(
    r"[\d@]|\b(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine)", re.I
)
"""All that is masked holds an @ or digits, written or said."""
_FILLERS = frozenset({"as", "in", "and", "then", "uh", "um", "dash", "like", "for"})


def mask(text: str) -> str:
    """The text without VINs (their last six characters stay), phone numbers, e-mail addresses."""
    if not _MAY_HOLD.search(text):
        return text
    text = _EMAIL.sub("[e-mail address]", text)
    text = _mask_vins(text)
    text = _PHONE.sub(_phone, text)
    return _mask_spelled(text)


mask_own = lru_cache(maxsize=4096)(mask)
"""For the bot's own words, which come again and again. A guest's words are kept nowhere."""


def mask_data(value: Any, mask_text: Callable[[str], str] = mask) -> Any:
    """The same for every string inside JSON data."""
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, Mapping):
        return {key: mask_data(item, mask_text) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [mask_data(item, mask_text) for item in value]
    return value


def _phone(match: re.Match[str]) -> str:
    return match[0] if match["area"] in _TOLL_FREE else "[phone number]"


def _masked(characters: str) -> str:
    return _DOT * (len(characters) - _SHOWN) + characters[-_SHOWN:].upper()


def _mask_vins(text: str) -> str:
    """Masks VINs typed in one piece or in groups with blanks, dashes or dots between."""
    groups = [(m.start(), m.end(), m[0]) for m in _GROUPS.finditer(text)]
    pieces: list[str] = []
    done = 0
    index = 0
    while index < len(groups):
        found = _vin_from(text, groups, index)
        if found is None:
            index += 1
            continue
        last, characters = found
        pieces += [text[done : groups[index][0]], _masked(characters)]
        done = groups[last][1]
        index = last + 1
    pieces.append(text[done:])
    return "".join(pieces)


def _vin_from(text: str, groups: list[tuple[int, int, str]], first: int) -> tuple[int, str] | None:
    """The last group and the characters of a VIN that begins at a group, if one does."""
    characters = groups[first][2]
    if _is_nearly_a_vin(characters):
        return first, characters
    for last in range(first + 1, len(groups)):
        gap = text[groups[last - 1][1] : groups[last][0]]
        if not _JOINT.fullmatch(gap):
            return None
        characters += groups[last][2]
        if len(characters) >= _VIN_LENGTH:
            words = [group[2] for group in groups[first : last + 1]]
            return (last, characters) if _is_grouped_vin(characters, words) else None
    return None


def _is_nearly_a_vin(word: str) -> bool:
    """One word of about the right length with the right mix: a VIN, or one with a slip in it."""
    digits = sum(character.isdigit() for character in word)
    return 14 <= len(word) <= 20 and digits >= 5 and len(word) - digits >= 2


def _is_grouped_vin(characters: str, words: list[str]) -> bool:
    """Groups that join to a VIN's length and shape, and are no sentence."""
    digits = sum(character.isdigit() for character in characters)
    if len(characters) != _VIN_LENGTH or not characters[-5:].isdigit():
        return False
    if digits < 6 or len(characters) - digits < 3:
        return False
    made_by_program = characters.upper().startswith(("J", "2T", "58", "4T", "5T", "3T"))
    return made_by_program or not any(word.isalpha() and len(word) > 3 for word in words)


def _mask_spelled(text: str) -> str:
    """Masks VINs and phone numbers that were spelled out, as people do on the phone."""
    pieces: list[str] = []
    done = 0
    for start, end, spelled in _spelled_runs(text):
        if spelled.isdigit():
            if not 7 <= len(spelled) <= 15 or spelled.lstrip("1")[:3] in _TOLL_FREE:
                continue
            if "," in text[start:end]:  # A list of numbers: "phases 1, 2, 3, 4, 5, 6 and 7".
                continue
            shown = "[phone number]"
        elif 15 <= len(spelled) <= 19 and sum(c.isdigit() for c in spelled[-6:]) >= 4:
            shown = _masked(spelled)
        else:
            continue
        pieces += [text[done:start], shown]
        done = end
    pieces.append(text[done:])
    return "".join(pieces)


def _spelled_runs(text: str) -> list[tuple[int, int, str]]:
    """Stretches of five or more letters and digits said one after the other."""
    runs: list[tuple[int, int, str]] = []
    start = end = said = 0
    spelled = ""
    skip = False
    for match in _GROUPS.finditer(text):
        word = match[0].lower()
        if skip:  # "V as in Victor": the word after "in" repeats the letter.
            skip = False
            continue
        heard = _heard(word)
        if heard and spelled and not text[end : match.start()].strip(" ,.;:-–\t"):
            spelled, end, said = spelled + heard, match.end(), said + 1
        elif word in _FILLERS and spelled:
            skip = word in {"in", "like", "for"}
            end = match.end()
        else:
            if said >= 5:
                runs.append((start, end, spelled))
            start, end = match.span()
            spelled, said = heard, 1 if heard else 0
    if said >= 5:
        runs.append((start, end, spelled))
    return runs


def _heard(word: str) -> str:
    """The characters that a word stands for: "seven" 7, "juliet" j, "58" 58; else nothing."""
    if len(word) == 1 or (word.isdigit() and len(word) <= 6):
        return word
    return _WORDS.get(word, "")
