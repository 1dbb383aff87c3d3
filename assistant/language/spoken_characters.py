"""What single characters are called when they are spelt aloud, and how recognisers write that.

Each word means one or more choices: a string of characters and a cost, 0 for the usual meaning. The
empty string is "it was only a word" ("for" is a 4 or nothing).
"""

from __future__ import annotations

Choices = tuple[tuple[str, float], ...]

_LETTER_NAMES = {
    "A": "ay eh ae ey", "B": "bee bea", "C": "cee sea", "D": "dee", "E": "ee",
    "F": "eff ef", "G": "gee jee ji", "H": "aitch haitch aich ach etch", "J": "jay jae jai",
    "K": "kay cay kaye", "L": "el ell", "M": "em", "N": "en", "P": "pee pea",
    "Q": "cue queue kew", "R": "ar arr", "S": "ess esse", "T": "tee tea ti", "U": "yew ewe yu",
    "V": "vee ve", "W": "dubya dubyu doubleu", "X": "ex eks", "Y": "wye", "Z": "zee zed zet",
    "I": "eye aye",
}  # fmt: skip
_LETTER_WORDS = {
    "B": "be", "C": "see", "R": "are our", "U": "you", "Y": "why", "N": "end", "M": "am",
    "H": "age", "L": "hell", "K": "okay ok", "E": "he", "P": "p's", "X": "eggs",
}  # fmt: skip
"""Common words that a letter's name is often written as; they may also be only words."""

_ALPHABET_WORDS = {
    "A": "alpha alfa able adam adams apple abel alice andrew",
    "B": "bravo boy boston baker bob bobby barbara ben betty",
    "C": "charlie charley charles chicago cat cindy",
    "D": "delta david denver dog daniel dan dad donald",
    "E": "echo edward easy elephant edgar eric ellen",
    "F": "foxtrot fox frank freddy fred",
    "G": "golf george girl gary gold",
    "H": "hotel henry harry house helen",
    "I": "india ida ink isaac",
    "J": "juliet juliett john jack jim james jimmy joseph",
    "K": "kilo king kevin kite karen",
    "L": "lima lincoln larry lion love laura",
    "M": "mike mary mother michael",
    "N": "november nancy nora nathan nick",
    "O": "oscar ocean otto orange",
    "P": "papa peter paul poppa pat",
    "Q": "quebec queen",
    "R": "romeo robert roger robin richard",
    "S": "sierra sam sugar susan steve",
    "T": "tango tom thomas tommy tiger",
    "U": "uniform union uncle ursula umbrella",
    "V": "victor vincent violet vanessa",
    "W": "whiskey whisky william walter",
    "X": "xray xavier xylophone",
    "Y": "yankee young yellow yvonne",
    "Z": "zulu zebra zachary zoo",
}
"""NATO, the one of the police, and what people make up most."""

_DIGIT_NAMES = {
    "0": "zero nought naught null aught zeroes", "1": "one wun", "2": "two", "3": "three tree",
    "4": "four fower", "5": "five fife", "6": "six sicks", "7": "seven", "8": "eight ait",
    "9": "nine niner",
}  # fmt: skip
_DIGIT_WORDS = {"0": "oh owe", "1": "won", "2": "to too tu", "4": "for fore", "8": "ate"}

TEENS = {
    word: str(number)
    for number, word in enumerate(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        start=10,
    )
}
TENS = {
    word: str(number)
    for number, word in zip(
        range(20, 100, 10),
        "twenty thirty forty fifty sixty seventy eighty ninety".split(),
        strict=True,
    )
} | {"fourty": "40"}
SCALES = {"hundred": 100, "thousand": 1000}
REPEATS = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4, "dub": 2}
COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "2": 2, "3": 3, "4": 4, "5": 5}

DROP = 1.2
"""What it costs to take a word that usually is a character for a mere word."""


def _table(names: dict[str, str], *more: tuple[str, float]) -> dict[str, Choices]:
    return {
        word: ((character, 0.0), *more)
        for character, words in names.items()
        for word in words.split()
    }


CODE_WORDS: dict[str, str] = {
    word: letter for letter, words in _ALPHABET_WORDS.items() for word in words.split()
}
"""Words of spelling alphabets -> the letter."""

DIGITS: dict[str, str] = {
    word: digit
    for names in (_DIGIT_NAMES, _DIGIT_WORDS)
    for digit, words in names.items()
    for word in words.split()
}
"""Words for one digit -> the digit; "to", "for", "oh" among them."""

WORDS: dict[str, Choices] = {
    **_table(_LETTER_NAMES),
    **_table(_LETTER_WORDS, ("", DROP)),
    **_table(_DIGIT_NAMES),
    **_table(_DIGIT_WORDS, ("", DROP)),
    # Mostly mere words, now and then a character.
    "okay": (("", 0.0), ("K", 2.0)),
    "ok": (("", 0.0), ("K", 2.0)),
    "an": (("", 0.0), ("N", 1.0), ("A", 1.6)),
    "and": (("", 0.0), ("N", 1.6)),
    "in": (("", 0.0), ("N", 1.6)),
    "am": (("M", 0.0), ("", DROP)),
    "as": (("", 0.0), ("S", 1.6)),
    "or": (("", 0.0), ("R", 1.8)),
    "eight": (("8", 0.0),),
    "hey": (("", 0.0), ("A", 1.6)),
    "yes": (("", 0.0), ("S", 2.2)),
    "each": (("", 0.3), ("H", 0.6)),
    "nein": (("9", 0.0),),
    "sex": (("6", 0.0),),
    "free": (("3", 0.3),),
    "mine": (("", 0.0), ("9", 1.6)),
    "if": (("", 0.0), ("F", 1.6)),
    "es": (("S", 0.0), ("ES", 0.3)),
    "aye": (("I", 0.0), ("A", 0.3), ("", DROP)),
    "all": (("", 0.0), ("L", 2.2)),
    "said": (("", 0.0), ("Z", 2.2)),
    "i": (("I", 0.0), ("", 0.6)),
    "a": (("A", 0.0), ("", DROP)),
}
"""One word -> what it may stand for."""

FILLERS = frozenset(
    """uh um uhm er erm ah hm hmm mm huh so well it's its it is was the then that that's thats dash
    hyphen space blank slash dot point period comma next followed by letter letters number numbers
    digit digits character capital cap big small upper lower uppercase lowercase case sorry please
    yeah yep sure hi hello also again now like just maybe there there's with right first last
    no not ray after finally goes comes plus thing kind ends starts begins""".split()
)
"""Words that stand between spelt characters and mean nothing."""

NO_LETTERS = frozenset("my by try hmm mr mrs ms st nd rd th hr hrs pm tv pls plz thx".split())
"""Words without a vowel that are not letters in a row."""

PHRASES = (
    r"let(?: me|'s|s| us) (?:see|check|look|get it|find it|think)(?: here)?",
    r"(?:hold|hang) on(?: a (?:second|sec|minute|moment))?(?: please)?",
    r"(?:just |give me )?(?:one|a|1) (?:second|sec|moment|minute)(?: please)?",
    r"here (?:it is|it goes|we go|you go|you are|goes)",
    r"(?:did )?you (?:got|get|catch) (?:that|it|all (?:of )?that)",
    r"(?:is|that's|that is) (?:what it says|it|all|everything|the whole thing|the end)",
    r"i (?:think|guess|believe|mean|see|have it(?: here)?|found it|got it)",
    r"thank you(?: very much)?",
    r"(?:are )?you ready",
    r"you know",
    r"(?:that|it) (?:would|will|should|must|looks) (?:be|like)",
    r"(?:it )?(?:starts|begins|ends|finishes) (?:with|in)",
    r"(?:and )?the rest (?:of it )?is",
    r"(?:as in )?the (?:letter|number|digit)",
    r"to be (?:exact|sure|honest)",
    r"are you there",
    r"as (?:follows|i said)",
)
"""Things people say while they spell; none of their words is a character."""
