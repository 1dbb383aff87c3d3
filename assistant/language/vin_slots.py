"""A message as a row of slots: what each stretch of it may be when somebody types or spells a VIN.

"two t as in tom double five uh twenty three" becomes 2 | T | 55 | 23 or 203.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.language.spoken_characters import (
    CODE_WORDS,
    COUNTS,
    DIGITS,
    DROP,
    FILLERS,
    NO_LETTERS,
    REPEATS,
    SCALES,
    TEENS,
    TENS,
    WORDS,
    Choices,
)
from assistant.language.spoken_numbers import number_choices
from assistant.language.vin_marks import is_shouted, mark, without_phrases
from assistant.language.vin_slot import Slot

MAX_LETTERS = 40
"""A run of letters and digits longer than this is no VIN, whatever is wrong with it."""


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    end: int
    glued: bool
    """Nothing stands between it and the token before."""

    @property
    def word(self) -> str:
        return self.text.lower().replace("’", "'")


_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]{1,2})?|[0-9]+", re.ASCII)
_MODEL_NAME = re.compile(r"(?:nx|rx|gx|es|is|lc|ls|lx|rz|ux|rc|tx|gs|ct)[2-7][05]0(?:h|e|d)?$")
_NO_MODEL_NAME = 1.0
"""What it costs to take "RX 350" for five characters of a VIN."""
_AS_IN = (
    ("as", "in"), ("as", "an"), ("is", "in"), ("like", "in"), ("as", "and"),
    ("like",), ("for",), ("four",), ("4",), ("as",), ("is", "for"), ("from",), ("of",), ("in",),
)  # fmt: skip
_PLAIN_AS_IN = 5
"""So many of them can mean nothing else; after the others the word must begin with the letter."""


def slots(text: str) -> list[Slot]:
    """The message's slots from left to right; words that mean nothing here have none."""
    text = text.replace("’", "'")
    return mark(_Reader(without_phrases(text), shouted=is_shouted(text)).read(), text)


class _Reader:
    """Walks over the tokens of one text; each `_try_...` takes what it knows and moves on."""

    def __init__(self, text: str, *, shouted: bool) -> None:
        self.tokens: list[_Token] = []
        end = -1
        for match in _TOKEN.finditer(text):
            token = _Token(match.group(), match.start(), match.end(), match.start() == end)
            self.tokens.append(token)
            end = match.end()
        self.shouted = shouted
        self.at = 0
        self.found: list[Slot] = []

    def read(self) -> list[Slot]:
        tries: tuple[Callable[[], bool], ...] = (
            self._try_model_name,
            self._try_typed_run,
            self._try_repeat,
            self._try_as_in,
            self._try_code_word,
            self._try_number,
            self._try_word,
            self._try_letters,
        )
        while self.at < len(self.tokens):
            if not any(attempt() for attempt in tries):
                self._pass_over()
        return self.found

    def _pass_over(self) -> None:
        """A word that is no character; in capitals among others a filler may be letters ("HUH")."""
        token = self.tokens[self.at]
        if token.word not in FILLERS:
            self._add(1, (("", 0.0),), stranger=True)
        elif token.text.isupper() and not self.shouted:
            self._add(1, ((token.text, 0.0), ("", DROP)))
        else:
            self.at += 1

    def _add(
        self,
        count: int,
        choices: Choices,
        *,
        sure: bool = False,
        stranger: bool = False,
        typed: bool = False,
    ) -> bool:
        taken = self.tokens[self.at : self.at + count]
        self.found.append(Slot(choices, taken[0].start, taken[-1].end, sure, stranger, typed=typed))
        self.at += count
        return True

    def _word(self, ahead: int) -> str:
        at = self.at + ahead
        return self.tokens[at].word if at < len(self.tokens) else ""

    def _glued(self, ahead: int) -> bool:
        at = self.at + ahead
        return at < len(self.tokens) and self.tokens[at].glued

    def _try_model_name(self) -> bool:
        """ "RX 350" in two tokens; in one it is a typed run."""
        text = self._word(0) + self._word(1)
        if self._glued(1) or not _MODEL_NAME.match(text):
            return False
        return self._add(2, (("", 0.0), (text.upper(), _NO_MODEL_NAME)), stranger=True)

    def _try_typed_run(self) -> bool:
        """Letters and digits without a blank: "58ACZ", "2t2bamca4pc012345"."""
        count = 1
        while self._glued(count):
            count += 1
        if count == 1:
            return False
        text = "".join(token.text for token in self.tokens[self.at : self.at + count])
        if len(text) > MAX_LETTERS or "'" in text:
            return self._add(count, (("", 0.0),), stranger=True)
        if _MODEL_NAME.match(text.lower()):
            return self._add(count, (("", 0.0), (text.upper(), _NO_MODEL_NAME)), stranger=True)
        return self._add(count, ((text.upper(), 0.0),), typed=True)

    def _try_repeat(self) -> bool:
        """ "double five", "triple zero", "double u", "two zeros"."""
        word, following = self._word(0), self._word(1)
        if word in ("double", "dub") and following in ("u", "you", "yu", "ewe", "yew", "use"):
            return self._add(2, (("W", 0.0), ("UU", 1.5)))
        if word in REPEATS:
            single = _single(following)
            if not single:
                return False
            return self._add(2, ((single * REPEATS[word], 0.0),))
        if word in COUNTS and following.endswith("s") and len(following) > 2:
            endings = [end for end in ("'s", "es", "s") if following.endswith(end)]
            singles = (_single(following.removesuffix(end)) for end in endings)
            single = next(filter(None, singles), "")
            if single and following not in WORDS and following not in CODE_WORDS:
                return self._add(2, ((single * COUNTS[word], 0.0),))
        return False

    def _try_as_in(self) -> bool:
        """ "t as in tom", "p like peter", "b for boy"."""
        letters, used = self._letter_ahead()
        if not used:
            return False
        for number, connector in enumerate(_AS_IN):
            size = used + len(connector)
            if tuple(self._word(used + i) for i in range(len(connector))) != connector:
                continue
            word, plain = self._word(size), number < _PLAIN_AS_IN
            if (word, self._word(size + 1)) == ("x", "ray") and "X" in letters:
                return self._add(size + 2, (("X", 0.0),), sure=True)
            if len(word) < 2 or word[0].isdigit() or not (plain or _may_explain(word)):
                continue
            initial = _initial(word)
            if initial in letters:
                choices: Choices = ((initial, 0.0),)
                if connector[0] in ("for", "four", "4") and word in CODE_WORDS:
                    choices = ((initial, 0.0), (f"{initial}4{initial}", 2.0))
                return self._add(size + 1, choices, sure=True)
            if plain and letters:
                return self._add(size + 1, ((initial, 0.0), (letters[0], 0.8)))
        return False

    def _letter_ahead(self) -> tuple[str, int]:
        """The letters that the next token names, and how many tokens it takes."""
        word = self._word(0)
        if word in ("double", "dub") and self._word(1) in ("u", "you"):
            return "W", 2
        if len(word) == 1 and word.isalpha():
            return word.upper(), 1
        return "".join(text for text, _ in WORDS.get(word, ()) if len(text) == 1), (
            1 if word in WORDS else 0
        )

    def _try_code_word(self) -> bool:
        """ "juliet", "x ray", "b boy", "n nancy"."""
        word, following = self._word(0), self._word(1)
        if word == "x" and following == "ray":
            return self._add(2, (("X", 0.0),), sure=True)
        if word in CODE_WORDS:
            return self._add(1, ((CODE_WORDS[word], 0.0),), sure=True)
        letters, used = self._letter_ahead()
        if letters == "X" and used and (following, self._word(2)) == ("x", "ray"):
            return self._add(3, (("X", 0.0), ("XX", 2.0)), sure=True)
        if used == 1 and len(letters) == 1 and letters.isalpha() and len(following) > 2:
            if CODE_WORDS.get(following) == letters:
                return self._add(2, ((letters, 0.0), (letters * 2, 2.0)), sure=True)
            if following[0].upper() == letters and self._may_explain_next():
                return self._add(2, ((letters, 0.0),), sure=True)
        return False

    def _may_explain_next(self) -> bool:
        """Whether the next token is a word, and not a group of letters ("A AVZF13")."""
        token = self.tokens[self.at + 1]
        in_capitals = token.text.isupper() and not self.shouted
        return _may_explain(token.word) and not in_capitals and not self._glued(2)

    def _try_number(self) -> bool:
        """ "twenty three", "one hundred five", "seventeen thousand", digits in groups."""
        words = [token.word for token in self.tokens[self.at : self.at + 12]]
        choices, used = number_choices(words)
        if not used:
            return False
        typed = used == 1 and len(words[0]) > 4 and words[0].isdigit()
        return self._add(used, choices, typed=typed)

    def _try_word(self) -> bool:
        token = self.tokens[self.at]
        word = token.word
        if len(word) == 1 and word.isalpha():
            letter = token.text.upper()
            if word == "a":
                return self._add(1, (("A", 0.0), ("", DROP if token.text == "a" else 2.5)))
            if word == "o" and not self.shouted:
                return self._add(1, (("0", 0.0),))
            if token.text == "i":
                return self._add(1, WORDS["i"])
            return self._add(1, ((letter, 0.0),))
        if word not in WORDS:
            return False
        choices = WORDS[word]
        if token.text.isupper() and not self.shouted and word not in DIGITS:
            choices = ((token.text, 0.0), *((text, cost + 1.0) for text, cost in choices))
        elif token.text.isupper() and self.shouted:
            choices = (*choices, (token.text, 0.8))
        return self._add(1, choices)

    def _try_letters(self) -> bool:
        """A run of letters as recognisers return it: "JTJ", "acz"."""
        token = self.tokens[self.at]
        word = token.word
        if word in FILLERS or not token.text.isalpha() or len(word) > 17 or len(word) < 2:
            return False
        capitals = token.text.isupper() and not self.shouted
        if "'" in word or (word in NO_LETTERS and not capitals):
            return False
        if not _is_word(word) or capitals:
            return self._add(1, ((token.text.upper(), 0.0),))
        if len(word) > (8 if self.shouted else 4):
            return False
        cost = 0.4 if self.shouted else DROP
        return self._add(1, (("", 0.0), (token.text.upper(), cost)), stranger=True)


def _single(word: str) -> str:
    """The one character that a word names, or nothing."""
    if len(word) == 1 and word.isalnum():
        return "0" if word == "o" else word.upper()
    if word in DIGITS:
        return DIGITS[word]
    if word in CODE_WORDS:
        return CODE_WORDS[word]
    return next((text for text, _ in WORDS.get(word, ()) if len(text) == 1), "")


def _may_explain(word: str) -> bool:
    """May be the word of a home-made alphabet: no character and no filler by itself."""
    characters = (WORDS, FILLERS, TENS, TEENS, SCALES, REPEATS)
    return len(word) > 2 and _is_word(word) and not any(word in table for table in characters)


def _initial(word: str) -> str:
    return "X" if word.startswith(("xr", "extra", "x-")) else word[0].upper()


def _is_word(word: str) -> bool:
    """Has a vowel, so that it may be a word and not letters in a row."""
    return any(vowel in word for vowel in "aeiou")
