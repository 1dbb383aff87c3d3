"""Words that name a plant: Canada, Kentucky, Japan, CBU, NAP. Also countries people only live in.

Whether a place is the plant or the guest's home is decided later, from what stands around it.
"""

from __future__ import annotations

from collections.abc import Mapping

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from assistant.knowledge.program import Plant
from assistant.language import names
from assistant.language.word_set import word_set
from assistant.language.words import norms, phrases, raw, shouted

CODE = "code"
"""A word that can only mean a plant ("CBU")."""
PLACE = "place"
"""A country, state or town."""

_WORDS: Mapping[tuple[str, Plant], str] = {
    (CODE, "north_america"): "nap | n.a.p. | n a p | tmmc | tmmk",
    (CODE, "japan"): "cbu | c.b.u. | c b u | see b you | imported | import | jdm",
    (PLACE, "north_america"): """
        canada | canadian | canadian's | ontario | cambridge | woodstock | kentucky
        | georgetown | usa | us | u.s. | u.s.a. | u s a | u s | u.s | united states | america
        | american | north america | north american | n. america | the states | indiana
        | princeton
    """,
    (PLACE, "japan"): """
        japan | japanese | japan's | kyushu | kyushyu | miyata | miyawaka | tahara | motomachi
        | toyota city | fukuoka | aichi | nippon
    """,
}
_US = ("us",)
_US_AFTER = word_set(
    "built made build assembled manufactured produced plant factory",
)


class Plants:
    """Finds plants; a span's label is CODE or PLACE, its value the plant."""

    def __init__(self, nlp: Language) -> None:
        self._matcher = PhraseMatcher(nlp.vocab, attr="NORM")
        self._values: dict[str, tuple[str, Plant]] = {}
        for (kind, plant), words in _WORDS.items():
            key = f"{kind}:{plant}"
            self._values[key] = (kind, plant)
            self._matcher.add(key, phrases(nlp, words.split("|")))

    def __call__(self, doc: Doc) -> Doc:
        found: list[Span] = []
        words = norms(doc)
        no_case = shouted(doc)
        for key, start, end in self._matcher(doc):
            kind, plant = self._values[doc.vocab.strings[key]]
            if words[start] == "us" and end == start + 1:
                country = raw(doc, start) == "US" and not no_case
                follows = words[end] == "-" and words[end + 1] in _US_AFTER
                before = words[start - 1] if start else ""
                in_the = before == "the" or (before == "in" and start > 1)
                if not (country or words[end] in _US_AFTER or follows or in_the):
                    continue
            found.append(Span(doc, start, end, label=kind, kb_id=plant))
        doc.spans[names.PLANTS] = filter_spans(found)
        return doc


@Language.factory(names.PLANTS, requires=["token.norm"], assigns=["doc.spans"])
def make_plants(nlp: Language, name: str) -> Plants:
    return Plants(nlp)
