"""Messages as people type them, brought nearer to how the examples are written.

Chat spellings are spelt out everywhere. A word that is neither in the examples nor in the
dictionary is taken for the most similar word of the examples, when one is very similar. So are the
examples' own misspellings: a message is compared with what an example means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

_WORD = re.compile(r"\w+(?:'\w+)*")
_SHORTEST = 4
"""Shorter words have too many neighbours to be repaired."""
_TWO_SLIPS = 7
"""From this length on, two wrong letters are still the same word."""

_RARER = 6
"""How much rarer than its correct form a word of the examples must be to be a misspelling."""

_CODE_DIGITS, _CODE, _NUMBER = 3, 8, 5
"""A code has three digits and eight characters; a number that is only a number, five."""
_AROUND = " \t\n\r.,;:!?…"
_ENDINGS = ("s", "es", "d", "ed", "ing", "er", "ly")

CHAT = {
    "u": "you",
    "ur": "your",
    "r": "are",
    "pls": "please",
    "plz": "please",
    "hw": "how",
    "wat": "what",
    "wats": "what is",
    "whats": "what is",
    "wheres": "where is",
    "hows": "how is",
    "whos": "who is",
    "wen": "when",
    "b4": "before",
    "thx": "thanks",
    "2day": "today",
    "2moro": "tomorrow",
    "2morrow": "tomorrow",
    "tmrw": "tomorrow",
    "dont": "don't",
    "doesnt": "doesn't",
    "didnt": "didn't",
    "cant": "can't",
    "couldnt": "couldn't",
    "wont": "won't",
    "isnt": "isn't",
    "im": "i'm",
    "ive": "i've",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "have to",
    "gimme": "give me",
    "abt": "about",
    "wich": "which",
    "wher": "where",
    "thay": "they",
    "teh": "the",
    "tipe": "type",
    "helo": "hello",
    "jus": "just",
    "jst": "just",
    "bcoz": "because",
    "cuz": "because",
    "coz": "because",
    "hav": "have",
    "nt": "not",
    "mnth": "month",
    "mnths": "months",
    "recvd": "received",
    "agen": "again",
    "asap": "as soon as possible",
}


def split(text: str) -> list[str]:
    """The words of a lower-case text."""
    return _WORD.findall(text.replace("’", "'"))


def spell_out(text: str) -> str:
    """`text` in lower case, chat spellings as words, without the punctuation around it.

    Long numbers and codes say nothing one by one, so all are written as "number" and "code".
    """
    return _WORD.sub(_plain, text.lower().replace("’", "'")).strip(_AROUND)


def _plain(found: re.Match[str]) -> str:
    word = found[0]
    digits = 0 if word.isalpha() else sum(letter.isdigit() for letter in word)
    if digits >= _CODE_DIGITS and len(word) >= (_NUMBER if digits == len(word) else _CODE):
        return "number" if digits == len(word) else "code"
    return CHAT.get(word, word)


class Spelling:
    """Knows the examples' words. Immutable."""

    def __init__(self, examples: Iterable[str], dictionary: Collection[str] = ()) -> None:
        """`dictionary`: words that are right though no example has them."""
        counts: Counter[str] = Counter()
        for example in examples:
            counts.update(split(example))
        self._dictionary = frozenset(dictionary)
        self._known: set[str] = set()
        self._by_initial: dict[str, list[str]] = {}
        # The most frequent word first: of two equally similar words it is the likelier.
        for word in sorted(counts, key=lambda word: (-counts[word], word)):
            # Without a dictionary nothing tells a rare word from a wrong one.
            right = self._nearest(word) if self._dictionary else None
            if right and counts[right] >= _RARER * counts[word]:
                continue
            self._known.add(word)
            if len(word) >= _SHORTEST and word.isalpha():
                self._by_initial.setdefault(word[0], []).append(word)

    def repair(self, text: str) -> str:
        """`text` with chat spellings written out and likely misspellings mended."""
        return _WORD.sub(lambda found: self._mend(found[0]), spell_out(text))

    def _mend(self, word: str) -> str:
        return self._nearest(word) or word

    def _nearest(self, word: str) -> str | None:
        """What a word is likely to have been meant as; None for one that is right or too odd."""
        if len(word) < _SHORTEST or not word.isalpha() or self._is_right(word):
            return None
        slips = 2 if len(word) >= _TWO_SLIPS and self._dictionary else 1
        best = process.extractOne(
            word, self._by_initial.get(word[0], ()), scorer=OSA.distance, score_cutoff=slips
        )
        return best[0] if best else None

    def _is_right(self, word: str) -> bool:
        """Known as it stands, or without a common ending."""
        stems = [word[: -len(end)] for end in _ENDINGS if word.endswith(end)]
        return any(
            form in self._known or form in self._dictionary
            for form in [word, *(stem for stem in stems if len(stem) >= _SHORTEST - 1)]
        )
