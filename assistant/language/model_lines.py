"""Model lines and other models, in all their trim names, spellings and spoken forms.

A line is two letters ("NX"), perhaps with the number of a trim ("NX 350h", "en ex three fifty").
Some pairs of letters are words of their own ("is", "es", "TX" of Texas): those count only where
something around them says that a car is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz.distance import OSA
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

from assistant.language import names, numbers
from assistant.language.car_words import (
    AFTER_THE_VERB,
    BEFORE_ALONE,
    COVERED,
    EVERYDAY,
    JOINED,
    NEAR_OTHER_WORDS,
    NO_SLIPS,
    NOT_A_TRIM,
    NOUN_AHEAD,
    OWNING,
    TRIM_LETTERS,
    TRIM_WORDS,
    TRIMS,
    WORDS_TOO,
)
from assistant.language.spoken_lines import LETTERS, MISHEARD, PLAIN
from assistant.language.words import glued, norms, phrases, raw, shouted, write_norm

MODEL = "model"
MAKE = "make"
"""A maker without a model ("my Toyota"): weaker than any model."""


class ModelLines:
    """Finds models; writes spans labelled MODEL or MAKE with the model's name as their value."""

    def __init__(
        self, nlp: Language, lines: Sequence[str], other_models: Mapping[str, str]
    ) -> None:
        self._codes: dict[str, str] = {}
        self._f_model = next((line for line in lines if line == "RC F"), None)
        makes = {make.lower() for make in other_models.values()} | {"lexus", "toyota"}
        self._makes = frozenset(makes - {"lexus"})
        spoken: dict[str, str] = {}
        for name in (*lines, *other_models):
            if len(name) == 2 and name.isalpha() and name.isupper():
                self._codes[name.lower()] = name
        for name in other_models:
            first = name.lower().split()[0]
            if first not in self._codes and name.lower() != "lexus":
                spoken[name.lower()] = name
        self._pairs = {
            (first, second): code
            for code in self._codes
            for first in LETTERS.get(code[0], ())
            for second in LETTERS.get(code[1], ())
        }
        self._misheard = {
            tuple(said.split()): code
            for code, forms in MISHEARD.items()
            if code in self._codes
            for said in forms
        }
        self._phrases = PhraseMatcher(nlp.vocab, attr="NORM")
        for said, name in spoken.items():
            variants = {said, said.replace("-", " "), said.replace("-", "")}
            self._phrases.add(name, phrases(nlp, variants))
        self._misspelt = tuple(
            name.lower()
            for name, make in other_models.items()
            if make == "Toyota"
            and len(name) >= 5
            and name.isalpha()
            and name.lower() not in EVERYDAY
            and name.lower() not in NEAR_OTHER_WORDS
        )
        """Names so long that a slip in one leaves it clear what was meant."""
        self._single = frozenset(name for name in spoken if name.isalnum())
        self._other_makes = {name for name, make in other_models.items() if name == make}

    def __call__(self, doc: Doc) -> Doc:
        self._mend(doc)
        words = norms(doc)
        found: list[Span] = []
        at = 0
        no_case = shouted(doc)
        while at < len(doc):
            span = self._line(doc, words, at, no_case)
            if span is None:
                at += 1
            else:
                found.append(span)
                at = span.end
        taken = {index for span in found for index in range(span.start, span.end)}
        matches = sorted(self._phrases(doc), key=lambda match: (match[1] - match[2], match[1]))
        for key, start, end in matches:
            if taken.isdisjoint(range(start, end)) and self._meant(words, start, end):
                name = doc.vocab.strings[key]
                label = MAKE if name in self._other_makes else MODEL
                found.append(Span(doc, start, end, label=label, kb_id=name))
                taken.update(range(start, end))
        doc.spans[names.MODEL_LINES] = sorted(found, key=lambda span: span.start)
        return doc

    def _mend(self, doc: Doc) -> None:
        """Read "camery" and "Camry's" as Camry."""
        for index, word in enumerate(norms(doc)[: len(doc)]):
            if word.endswith("'s") and word[:-2] in self._single:
                write_norm(doc, index, word[:-2])
            if len(word) < 5 or not word.isalpha() or word in NO_SLIPS or word in doc.vocab.strings:
                continue
            for name in self._misspelt:
                if word[0] == name[0] and OSA.distance(word, name, score_cutoff=1) <= 1:
                    write_norm(doc, index, name)

    def _meant(self, words: Sequence[str], start: int, end: int) -> bool:
        if words[start] not in EVERYDAY:
            return True
        before = words[start - 1] if start else ""
        return (
            before in NOUN_AHEAD
            or before in self._makes
            or before.isdecimal()
            or (start == 0 and words[end] in ("", "?", "."))
        )

    def _line(self, doc: Doc, words: Sequence[str], at: int, no_case: bool) -> Span | None:
        named = self._code(doc, words, at)
        if named is None:
            return None
        code, end, spelled = named
        if code == "rc" and (rc_f := self._rc_f(doc, words, at, end)):
            return rc_f
        dash = 1 if words[end] in ("-", "_", "/") else 0
        number = numbers.trim(words, end + dash)
        if number and (
            number.value not in TRIMS
            or words[number.end] in NOT_A_TRIM
            or (words[number.end] == "'" and words[number.end + 1] == "s")
        ):
            number = None
        if spelled == "misheard" and number is None:
            return None
        if not self._is_a_car(doc, words, at, end, code, number is not None, no_case):
            return None
        if spelled == "words" and number is None and not self._introduced(words, at):
            return None
        end = number.end if number else end
        end = _with_trim(words, end, numbered=number is not None)
        return Span(doc, at, end, label=MODEL, kb_id=self._codes[code])

    def _code(self, doc: Doc, words: Sequence[str], at: int) -> tuple[str, int, str] | None:
        """The code that starts here, the position after it, and how it was said."""
        word = words[at]
        bare = word[:-2] if word.endswith("'s") and len(word) in (4, 5) else word
        if bare == "rcf" and "rc" in self._codes and self._f_model:
            return "rc", at, "letters"
        if bare in self._codes:
            return bare, at + 1, "letters"
        if len(word) == 3 and word[2] == "s" and word[1] in "xz" and word[:2] in self._codes:
            return word[:2], at + 1, "letters"
        second = at + 1
        if words[second] in (".", "-", "/") and len(word) == 1:
            second += 1
        code = self._pairs.get((word, words[second]))
        if code and not (second > at + 1 and glued(doc, at)):
            end = second + 1
            if second > at + 1 and words[end] == "." and len(words[second]) == 1:
                end += 1
            plain = word in PLAIN and words[second] in PLAIN
            spaced_word = plain or (word in ("are", "ar") and words[second] in ("ex", "x", "zee"))
            return code, end, "letters" if spaced_word else "words"
        for length in (2, 1):
            code = self._misheard.get(tuple(words[at : at + length]))
            if code:
                return code, at + length, "misheard"
        return None

    def _rc_f(self, doc: Doc, words: Sequence[str], at: int, end: int) -> Span | None:
        if words[at] in ("rcf", "rcf's"):
            return Span(doc, at, at + 1, label=MODEL, kb_id=self._f_model or "")
        start = end + 1 if words[end] in ("-", ".") else end
        if self._f_model and words[start] in LETTERS["f"] and words[start + 1] != "sport":
            return Span(doc, at, start + 1, label=MODEL, kb_id=self._f_model)
        return None

    def _introduced(self, words: Sequence[str], at: int) -> bool:
        return at > 0 and (words[at - 1] in NOUN_AHEAD or words[at - 1].endswith("'s"))

    def _is_a_car(
        self, doc: Doc, words: Sequence[str], at: int, end: int, code: str, number: bool,
        no_case: bool,
    ) -> bool:  # fmt: skip
        """Is the code a car here, and not the word or place of the same letters?"""
        if code not in WORDS_TOO or "." in words[at:end]:
            return True
        before = words[at - 1] if at else ""
        capitals = raw(doc, at)[:2].isupper() and not no_case
        alone = (at == 0 or before in BEFORE_ALONE) and (
            words[end] in ("", ".", "?", "!") and len(doc) <= end + 1
        )
        asked = at == 1 and before == "is" and words[end] in COVERED
        if code == "is" and end == at + 1:
            return self._is_the_line(doc, words, at, number, capitals=capitals)
        if number or words[end] == "f" or words[end] in ("convertible", "coupe", "hybrid"):
            return True
        if code in ("tx", "ct", "sc"):
            placed = before in ("in", "from", "near", ",", "of") or (
                at > 0 and raw(doc, at - 1).istitle() and before not in OWNING
            )
            return not placed and (capitals or before in NOUN_AHEAD or (alone and code != "sc"))
        after_year = before.isdecimal() and len(before) == 4
        spelled = end > at + 1 and (at == 0 or before in NOUN_AHEAD)
        written = capitals and len(raw(doc, at)) > 1
        return written or spelled or before in OWNING or after_year or alone or asked

    def _is_the_line(
        self, doc: Doc, words: Sequence[str], at: int, number: bool, *, capitals: bool
    ) -> bool:
        """The IS, not the verb: "my IS", "an is 350", "IS500"; never "my car is 350 miles away"."""
        before = words[at - 1] if at else ""
        after = words[at + 1]
        if capitals and len(doc) <= 2:
            return True
        introduced = before in NOUN_AHEAD - {"this", "lexus", "that"} or (
            before.endswith("'s") and before not in ("it's", "that's", "what's", "here's")
        )
        if words[at].endswith("'s"):
            return introduced or capitals
        if number:
            if glued(doc, at + 1) or introduced or capitals or before in ("lexus", "about", "is"):
                return True
            if at == 0:
                closing = words[numbers.trim(words, at + 1).end]  # type: ignore[union-attr]
                return closing not in COVERED  # fmt: skip
            year = before.isdecimal() and len(before) == 4
            return year or before in ("own", "drive", "got", "bought", "for", "with", "it's", ",")
        if introduced and before != "the":
            return after not in AFTER_THE_VERB
        if before == "the":
            return capitals or after in ("", "?", ".", "!", "f")
        if before == "lexus":
            return capitals or after in ("", "f")
        return capitals and (before.isdecimal() or before in JOINED)


def _with_trim(words: Sequence[str], end: int, *, numbered: bool) -> int:
    """Past the rest of a trim's name: "h", "h+", "F SPORT", "convertible"."""
    if numbered and words[end] in TRIM_LETTERS:
        end += 1
    if numbered and words[end] in ("+", "plus"):
        end += 1
    steps = 0
    while steps < 4 and words[end] in TRIM_WORDS:
        end += 1
        steps += 1
    return end


@Language.factory(
    names.MODEL_LINES,
    requires=["token.norm"],
    assigns=["token.norm", "doc.spans"],
    default_config={"lines": [], "other_models": {}},
)
def make_model_lines(
    nlp: Language, name: str, lines: list[str], other_models: dict[str, str]
) -> ModelLines:
    return ModelLines(nlp, lines, other_models)
