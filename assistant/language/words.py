"""A message cut into words: runs of letters, runs of digits, and single signs.

`NX350h` is three words, `08/23` three, `it's` one. So a trim reads the same however it is glued.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from assistant.language import names

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|[0-9]+|\S")
_LONGEST = 40
"""Characters; longer runs are not words that we know, and need not be remembered whole."""

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "–": "-"})


_UNKNOWN = "_"
"""Stands in the Doc for a word that no pattern knows: guests' words never fill the vocabulary."""


class WordTokenizer:
    """Cuts a message into words.

    The Doc holds the words that the pipeline's patterns know, in lower case; the words as they
    came stand in `doc.user_data`, with the place of each.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        raw: list[str] = []
        spaces: list[bool] = []
        offsets: list[tuple[int, int]] = []
        for match in _WORD.finditer(text.translate(_QUOTES)):
            start, end = match.span()
            if offsets:
                spaces.append(start > offsets[-1][1])
            raw.append(match.group()[:_LONGEST])
            offsets.append((start, end))
        if offsets:
            spaces.append(False)
        lower = [word.lower() for word in raw]
        doc = Doc(self.vocab, words=[self._known(word) for word in lower], spaces=spaces)
        doc.user_data[names.OFFSETS] = offsets
        doc.user_data[names.TEXT] = text
        doc.user_data[names.RAW] = raw
        doc.user_data[names.NORMS] = lower
        return doc

    def phrase(self, text: str) -> Doc:
        """The words of a pattern; all of them are known from now on."""
        words = [match.group().lower() for match in _WORD.finditer(text)]
        return Doc(self.vocab, words=words)

    def _known(self, word: str) -> str:
        return word if word in self.vocab.strings else _UNKNOWN


def phrases(nlp: Language, texts: Iterable[str]) -> list[Doc]:
    """Patterns for a PhraseMatcher, cut as messages are cut."""
    tokenizer = nlp.tokenizer
    if not isinstance(tokenizer, WordTokenizer):
        raise TypeError("These components need the WordTokenizer.")
    return [tokenizer.phrase(text) for text in texts]


def norms(doc: Doc) -> list[str]:
    """The words as components compare them: lower case, common slips mended, "" past the end."""
    return [*doc.user_data[names.NORMS], *[""] * 12]


def raw(doc: Doc, index: int) -> str:
    """The word as it came, capitals and all."""
    words: list[str] = doc.user_data[names.RAW]
    return words[index]


def write_norm(doc: Doc, index: int, norm: str) -> None:
    """Let every component read another word here."""
    doc.user_data[names.NORMS][index] = norm
    if norm in doc.vocab.strings:
        doc[index].norm_ = norm


def glued(doc: Doc, index: int) -> bool:
    """Does the word follow the one before without a blank?"""
    return 0 < index < len(doc) and not doc[index - 1].whitespace_


def shouted(doc: Doc) -> bool:
    """Is the whole message in capitals, so that capitals say nothing? One word says nothing."""
    words = [word for word in doc.user_data[names.RAW] if word.isalpha() and len(word) > 1]
    return len(words) > 2 and all(word.isupper() for word in words)
