"""What one request of the provider says: words, keys, or how a transfer went."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST = 1_000
"""Characters of one utterance that are taken in."""
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff‹›]+")
_KEYS = re.compile(r"[^0-9*#]")
_SID = re.compile(r"[A-Za-z0-9]{2,64}")


@dataclass(frozen=True)
class Heard:
    """One turn of the caller."""

    speech: str = ""
    """As the recogniser wrote it; empty when nothing was said."""
    digits: str = ""
    """0 to 9 and the star."""
    confidence: float | None = None
    """0 to 1, of the recogniser; None where it gives none."""
    transfer: str = ""
    """How a transfer to a person went: "completed", "busy", "no-answer", "failed"."""

    @property
    def is_silence(self) -> bool:
        return not (self.speech or self.digits or self.transfer)

    def key(self) -> str:
        """The same for the same request, however often it comes."""
        return json.dumps([self.speech, self.digits, self.transfer])


def heard(fields: Mapping[str, str]) -> Heard:
    """What the fields SpeechResult, Confidence, Digits and DialCallStatus say."""
    speech = _HIDDEN.sub(" ", fields.get("SpeechResult", ""))[:LONGEST]
    # A leading slash is a command to the bot, and nobody says one.
    speech = " ".join(speech.split()).lstrip("/ ")
    return Heard(
        speech=speech,
        digits=_KEYS.sub("", fields.get("Digits", ""))[:32].rstrip("#"),
        confidence=_confidence(fields.get("Confidence", "")),
        transfer=fields.get("DialCallStatus", "")[:20],
    )


def call_sid(fields: Mapping[str, str]) -> str | None:
    """The provider's name of the call; None when it is none."""
    sid = fields.get("CallSid", "")
    return sid if _SID.fullmatch(sid) else None


def _confidence(text: str) -> float | None:
    """Some recognisers write 0.0 where they have no idea; that is no low confidence."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0.0 < value <= 1.0 else None
