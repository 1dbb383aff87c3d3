"""Text in, ranked labels out. General: nothing here knows what the labels mean."""

from __future__ import annotations

from assistant.matching.matcher import Matcher

__all__ = ["Matcher"]
