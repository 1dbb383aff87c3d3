"""Common slips of the words that carry meaning here, mended in `token.norm`.

Only words that look like nothing else are mended: a wrong month would be worse than none.
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA
from spacy.language import Language
from spacy.tokens import Doc

from assistant.language import names
from assistant.language.word_set import word_set
from assistant.language.words import write_norm

_SLIPS = {
    "biult": "built", "bulit": "built", "buit": "built", "buildt": "built", "builded": "built",
    "bilt": "built", "bulid": "build", "buld": "build", "maid": "made",
    "fab": "fab", "januar": "january", "juli": "july", "juin": "june", "junes": "june",
    "aprl": "april", "aprill": "april", "apirl": "april", "arpil": "april", "avril": "april",
    "macrh": "march", "mrach": "march", "marhc": "march", "maech": "march", "agost": "august",
    "octubre": "october", "setember": "september", "septemeber": "september",
    "japn": "japan", "jpan": "japan", "japon": "japan", "jappan": "japan", "japen": "japan",
    "caneda": "canada", "canda": "canada", "cananda": "canada", "kentuky": "kentucky",
    "kentuckey": "kentucky", "boght": "bought", "bougth": "bought", "bougt": "bought",
    "brought": "bought", "lexis": "lexus", "lexas": "lexus", "lexsus": "lexus", "lexuss": "lexus",
    "lexes": "lexus", "leksus": "lexus", "lexux": "lexus", "acutally": "actually",
    "actualy": "actually", "acually": "actually", "neighbour": "neighbor",
    "neighbours": "neighbor's", "neighbour's": "neighbor's", "sory": "sorry", "srry": "sorry",
    "monts": "months", "moth": "month",
}  # fmt: skip
"""Slip -> word. "maid in japan" and "brought it in may" are what recognisers and people write."""

_MENDED = (
    "january", "february", "september", "october", "november", "december", "august",
    "manufactured", "manufacture", "production", "produced", "assembled",
    "purchased", "purchase", "delivered", "delivery", "sticker",
    "japanese", "canadian", "canada", "kentucky", "georgetown", "cambridge", "ontario", "american",
    "kyushu", "miyata", "tahara", "motomachi", "convertible",
)  # fmt: skip

_OTHER_WORDS = word_set(
    "augusta auguste augustus americans american's americana productions products",
    "manufactures manufacturer manufacturers delivers deliver deliveries purchases purchaser",
    "purchasers stickers canadians canadas produce producer producers provided assemble",
    "assembly octobers",
)
"""Near to one of the words above, and something else (or the same in another form)."""


@lru_cache(maxsize=2048)
def mended(word: str) -> str:
    """The word that a slip stands for; the word itself when it is no slip we are sure of.

    >>> mended("feburary"), mended("remember"), mended("augusta")
    ('february', 'remember', 'augusta')
    """
    if word in _SLIPS:
        return _SLIPS[word]
    if len(word) < 5 or word in _MENDED or word in _OTHER_WORDS:
        return word
    for right in _MENDED:
        allowed = 2 if len(right) >= 8 and right.endswith(("ber", "ary", "tured")) else 1
        if (
            word[0] == right[0]
            and abs(len(word) - len(right)) <= allowed
            and OSA.distance(word, right, score_cutoff=allowed) <= allowed
        ):
            return right
    return word


class Spelling:
    """Lets the other components read the mended word."""

    def __call__(self, doc: Doc) -> Doc:
        for index, word in enumerate(doc.user_data[names.NORMS]):
            right = mended(word)
            if right != word:
                write_norm(doc, index, right)
        return doc


@Language.factory(names.SPELLING, assigns=["token.norm"])
def make_spelling(nlp: Language, name: str) -> Spelling:
    return Spelling()
