"""A message with the facts of its vehicle masked: "my RX" and "my LC" are asked alike."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.desk.clauses import TERSE, sentences_of
from assistant.language import Reading

_WORDS = {
    "model": " modelname ",
    "built": " builddate ",
    "plant": " plantname ",
    "vin": " vincode ",
    "model_year": " modelyear ",
}
_OTHER_MODEL = " othermodel "


def mask_facts(text: str, reading: Reading, makers: Mapping[str, str] | None = None) -> str:
    """The text with each fact of a vehicle replaced by a word for its kind.

    `makers`: who makes a model that is not of the program; another make's gets a word of its own.
    """
    words = dict(_WORDS)
    if (makers or {}).get(reading.facts.model or "", "Lexus") != "Lexus":
        words["model"] = _OTHER_MODEL
    parts, end = [], 0
    for span in sorted(reading.spans, key=lambda s: s.start):
        if span.start < end or span.kind not in words:
            continue
        parts += [text[end : span.start], words[span.kind]]
        end = span.end
    return "".join([*parts, text[end:]])


def is_only_facts(masked: str) -> bool:
    """Whether nothing but facts and the small words around them was said: "it's an nx, 08/23"."""
    rest = [w for w in _WORD.findall(masked.lower()) if w not in _AROUND_FACTS]
    return not rest


def asks_about_own_car(masked: str) -> bool:
    """Whether facts come with a question: "NX, built 10/22. In?" is more than telling."""
    asks = any(c.asks for sentence in sentences_of(masked) for c in sentence.parts)
    return (asks and len(masked.split()) > TERSE) or bool(_OWN_CAR.search(masked))


_OWN_CAR = re.compile(
    r"\?|\b(?:am i|is (?:mine|it|she|he|"
    r"(?:my|our|the|this)\s+(?:modelyear\s+)?(?:modelname|car|lexus|suv))\s+in|"
    r"in (?:the )?program|included|covered|eligible|qualif\w*|"
    r"which (?:phase|faze|fase)|wich \w+|what phase|on the list|check (?:my|it|this)|y/n)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z']+")
_AROUND_FACTS = frozenset(word.strip() for word in (*_WORDS.values(), _OTHER_MODEL)) | frozenset(
    """a an the it its it's is was i im i'm my mine have has got own drive that's this that be in on
    of at from and or built made produced manufactured model year vin number lexus car vehicle um uh
    so ok okay yes yeah sure here sticker label plate placard tag door doorjamb jamb frame pillar
    says say shows reads date build production month day plant""".split()
)
