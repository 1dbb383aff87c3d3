"""People who take something back: "no sorry, it's a GX", "not a rx its an nx"."""

from __future__ import annotations

from assistant.language.sentence import Sentence
from assistant.language.word_set import word_set

TURNS = word_set(
    "no nope nah sorry wait actually meant mean correction rather oops whoops mistake scratch",
    "wrong * apologies",
)
"""Between two values of one kind, these say that the later one holds."""
_AFTER_NO = word_set(
    ", . it its it's i sorry wait the that thats that's not my a an actually built made is",
    "was in from this we mine",
)
_AFTER_SORRY = word_set(
    ", . it its it's that that's thats not wrong my mistake correction meant mean the a an -",
    "actually was built made",
)
_NOTHING_TAKEN_BACK = word_set(
    "to for but bother about if i'm im have had",
)
_ONLY = word_set("only don't dont didn't didnt never just still can't cant do did")
_ASKING = word_set(
    "i but for to when what how my",
)
_PHRASES = (
    "i meant", "i mean", "my mistake", "my bad", "scratch that", "make that", "change it",
    "should be", "i was wrong", "wrong car", "wrong model", "wrong year", "wrong date",
    "correction", "oops", "whoops", "no wait", "wait no", "i misspoke", "mistyped", "typo",
    "that's wrong", "thats wrong", "is wrong", "was wrong", "not correct", "not right",
    "made a mistake", "change that to", "change to", "i was mistaken", "have mistaken",
    "instead of", "let me correct", "meant to say", "meant to type", "sorry i meant",
)  # fmt: skip
_BETWEEN_NOT_AND_IT = word_set(
    "a an the my in on from built made manufactured lexus it is it's its really was that just",
    ", assembled of model year produced",
)
_NEGATIONS = word_set(
    "not isn't isnt wasn't wasnt ain't aint aren't doesn't don't never neither nor instead",
    "rather than",
)
_SAID = word_set(
    "said wrote typed put told thought entered picked selected",
)


def turn_between(sentence: Sentence, first: int, last: int) -> bool:
    """Is something taken back between two words?"""
    words = sentence.words[first:last]
    return any(word in TURNS for word in words) or (
        "but" in words and any(word in ("it's", "its", "is", "it") for word in words)
    )


def negated(sentence: Sentence, start: int, *, later: bool) -> bool:
    """Is the thing at a word denied ("not an RX"), or once said and replaced (`later`) since?"""
    at = start - 1
    words = sentence.words
    steps = 0
    while at >= 0 and steps < 6 and words[at] in _BETWEEN_NOT_AND_IT - ({","} if steps else set()):
        at -= 1
        steps += 1
    if at < 0:
        return False
    if words[at] in _NEGATIONS:
        if words[at] == "than":
            return at > 0 and words[at - 1] == "rather"
        if words[at] in ("instead", "rather"):
            return words[at + 1] == "of"
        return True
    return later and words[at] in _SAID


def corrects(sentence: Sentence) -> bool:
    """Does the message take something back?"""
    words = sentence.words
    text = " ".join(word for word in words if word)
    at = 0
    while words[at] in ("oh", "ah", "um", "uh", "hmm", "well", "hey", "ok", "but", ",", "and"):
        at += 1
    first, second = words[at], words[at + 1]
    if (
        first in ("no", "nope", "nah")
        and not (second == "i" and words[at + 2] in _ONLY)
        and (second in _AFTER_NO or _starts_a_fact(sentence, at + 1))
    ):
        return True
    if first in ("*", "wait", "wrong", "incorrect"):
        return True
    if "actually" in words:
        return True
    for index, word in enumerate(words):
        if (
            word == "no"
            and index
            and words[index - 1] == ","
            and _starts_a_fact(sentence, index + 1)
        ):
            return True
        if word == "sorry" and words[index + 1] not in _NOTHING_TAKEN_BACK:
            following = words[index + 1]
            behind = words[index + 2]
            if following in _AFTER_SORRY or _starts_a_fact(sentence, index + 1):
                asked = following in (",", ".") and behind in _ASKING
                if asked and words[index + 3] not in ("meant", "mean"):
                    continue
                return True
            if following == "i" and behind in ("meant", "mean"):
                return True
    return any(f" {phrase} " in f" {text} " for phrase in _PHRASES)


def _starts_a_fact(sentence: Sentence, at: int) -> bool:
    return any(
        piece.start == at and piece.label not in ("pair", "short_year", "vague")
        for found in (sentence.models, sentence.dates, sentence.plants)
        for piece in found
    )
