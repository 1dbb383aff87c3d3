"""Text in, ranked labels out. General: nothing here knows what the labels mean."""

from __future__ import annotations

from assistant.matching.encoder import Encoder, find_encoder
from assistant.matching.matcher import Matcher

__all__ = ["Encoder", "Matcher", "find_encoder"]
