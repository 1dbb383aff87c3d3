"""Whose car is spoken of: the guest's own, or somebody else's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from assistant.language.sentence import Sentence
from assistant.language.word_set import word_set

Owner = Literal["own", "other", "former", ""]

_OWN = word_set(
    "i my mine our ours we i've ive i'm im i'd we've weve we're me",
)
_PRONOUNS = word_set(
    "he she his her hers he's she's him",
)
_PEOPLE = word_set(
    "wife husband hubby spouse partner mother father mom mum mama dad papa parents parent son",
    "daughter brother sister girlfriend boyfriend fiance fiancee aunt uncle cousin grandma",
    "grandpa grandmother grandfather neighbor friend buddy colleague coworker boss roommate",
    "nephew niece mother-in-law father-in-law in-laws sister-in-law brother-in-law client",
    "employee worker kid kids child teenager",
)
_CARS = word_set(
    "car vehicle lexus suv truck sedan one ride convertible hybrid",
)
_PASSED_ON = word_set("left gave sold gifted willed handed")
_OF_A_CAR = word_set("old new used lexus little white black red blue silver")
_OTHER_CARS = frozenset(("other", "second", "2nd", "next", "third"))


_LOOKS_OR_TELLS = word_set(
    "checked climbed crawled helped looked looks read reads said says tells texted thinks told",
    "wiped",
)
"""What somebody else does about the guest's car: "my son crawled down, the sticker says ..."."""

_FARTHEST = 40
"""Words between an owner and the car."""


def person(word: str) -> bool:
    """A word for somebody else: "wife", "neighbor's", "husbands"."""
    bare = word.removesuffix("'s").removesuffix("s'")
    return bare in _PEOPLE or (bare.endswith("s") and bare[:-1] in _PEOPLE)


def somebody_else(sentence: Sentence) -> bool:
    """Is anybody but the guest spoken of?"""
    if sentence.others is None:
        sentence.others = any(person(word) for word in sentence.words)
    return sentence.others


def owner(sentence: Sentence, start: int) -> Owner:
    """Whose the thing at a word is: the nearest owner named before it in the sentence."""
    others = somebody_else(sentence)
    words = sentence.words
    for at in range(start - 1, max(-1, start - _FARTHEST), -1):
        if not sentence.same(at, start):
            break
        word = words[at]
        if person(word):
            if words[at + 1] in _LOOKS_OR_TELLS:
                continue
            if at and words[at - 1] == "late":
                return "own"  # "My late husband's LS": whoever asks looks after it now.
            return "other"
        if others and word in _PRONOUNS:
            return "own" if _passed_on(words, at, start) else "other"
        if word in _OWN:
            if word in ("me", "my", "i") and at + 1 < start and person(words[at + 1]):
                continue
            return "own"
    return ""


def _passed_on(words: Sequence[str], at: int, start: int) -> bool:
    """ "My father left me his 2023 RX", but not "my friend gave me his build date"."""
    if at < 2 or words[at - 1] not in ("me", "us") or words[at - 2] not in _PASSED_ON:
        return False
    return all(word.isdecimal() or word in _OF_A_CAR for word in words[at + 1 : start])


def asks_about_own(sentence: Sentence) -> bool:
    """ "... what about mine?", "and my car?" """
    words = sentence.words
    return any(
        word == "mine" or (word in ("my", "our") and words[at + 1] in _CARS)
        for at, word in enumerate(words[:-1])
    )


def names_another_car(sentence: Sentence) -> bool:
    """ "my other car", "another vehicle", "my wife's car", "the second one"."""
    words = sentence.words
    for at, word in enumerate(words[:-2]):
        if not word:
            break
        following, next_but_one = words[at + 1], words[at + 2]
        if at and words[at - 1] in ("in", "by", "drive", "with"):
            continue
        if following in _OTHER_CARS and word in ("my", "our", "the", "a"):
            if next_but_one in _CARS and not (word in ("the", "a") and next_but_one == "one"):
                return True
            if word in ("my", "our") and next_but_one == "new":
                return True
        if word in ("another", "different") and following in _CARS - {"one"}:
            return True
        if person(word) and word.endswith("s") and following in _CARS:
            return True
    return False
