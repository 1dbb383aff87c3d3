"""Numbers said in groups: "twenty three", "one hundred and five", "seventeen thousand", "20 3".

What was meant is not always clear: "twenty three" is 23, now and then 203. All readings are kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.spoken_characters import DIGITS, SCALES, TEENS, TENS, Choices

SPLIT = 1.0
"""What it costs to read "twenty three" as 203."""
MISTAKEN = 3.0
"""What it costs to take "fifteen" for "fifty": more than is ever accepted unasked."""

_TEEN_OF_TEN = {
    tens: next((teen for teen in TEENS.values() if teen[1] == tens[0] and teen[1] > "2"), "")
    for tens in TENS.values()
}


def number_choices(words: Sequence[str]) -> tuple[Choices, int]:
    """What the number at the beginning of `words` may be, and how many words it takes.

    `words` are lower case. ((), 0) when there is no number, or a mere digit's name.
    """
    if not words:
        return (), 0
    small, used = _below_hundred(words)
    if not used:
        return (), 0
    if used < len(words) and words[used] in SCALES:
        return _scaled(words, small, used)
    first = words[0]
    if first in TENS:
        return (_tens(TENS[first], small), used)
    if first in TEENS:
        teen = TEENS[first]
        ten = f"{teen[1]}0"
        mistaken = ((ten, MISTAKEN),) if teen[1] > "2" else ()
        return (((teen, 0.0), *mistaken), 1)
    if first.isdigit():
        return _written(words)
    return (), 0


def _below_hundred(words: Sequence[str]) -> tuple[int, int]:
    """Value and number of words of "twenty three", "seventeen", "five"; (0, 0) when none."""
    first = words[0]
    if first in TENS:
        if len(words) > 1 and DIGITS.get(words[1], "0") != "0":
            return int(TENS[first]) + int(DIGITS[words[1]]), 2
        return int(TENS[first]), 1
    if first in TEENS:
        return int(TEENS[first]), 1
    if first.isdigit():
        return (int(first) if len(first) < 3 else 0), 1
    return (int(DIGITS[first]), 1) if DIGITS.get(first, "0") != "0" else (0, 0)


def _tens(ten: str, value: int) -> Choices:
    unit = str(value)[1]
    if unit == "0":
        teen = _TEEN_OF_TEN[ten]
        return ((ten, 0.0), (teen, MISTAKEN)) if teen else ((ten, 0.0),)
    return (str(value), 0.0), (ten + unit, SPLIT)


def _scaled(words: Sequence[str], value: int, used: int) -> tuple[Choices, int]:
    """ "one hundred and five", "thirty five hundred", "seventeen thousand two hundred"."""
    total, group, apart, stacked = 0, value, "", False
    while used < len(words) and words[used] in SCALES:
        if SCALES[words[used]] == 100:
            group *= 100
        else:
            total, group = total + 1000 * group, 0
        used += 1
        stacked = stacked or not value
        apart += str(value * SCALES[words[used - 1]])
        value = 0
        link = 1 if words[used : used + 1] == ["and"] else 0
        if used + link < len(words) and not words[used + link].isdigit():
            value, more = _below_hundred(words[used + link :])
            if more:
                group, used = group + value, used + link + more
    whole = str(total + group)
    apart += str(value) if value else ""
    one_way = stacked or apart == whole
    return (((whole, 0.0),) if one_way else ((whole, 0.0), (apart, SPLIT))), used


def _written(words: Sequence[str]) -> tuple[Choices, int]:
    """Digits as a recogniser writes them: "23", but also "20 3" and "100 23"."""
    first = words[0]
    following = words[1] if len(words) > 1 and words[1].isdigit() else ""
    zeros = len(first) - len(first.rstrip("0"))
    if following and first[0] != "0" and len(first) == zeros + 1 <= 3:
        if len(following) == zeros and following[0] != "0":
            return ((first + following, 0.0), (first[0] + following, SPLIT)), 2
        if zeros == 2 and len(following) == 1:
            return ((first + following, 0.0), (f"{first[0]}0{following}", SPLIT)), 2
    return ((first, 0.0),), 1
