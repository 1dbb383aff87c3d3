"""Files to frozen dataclasses: topics and program data, checked, and a shelf that reloads them."""

from __future__ import annotations

from assistant.knowledge.knowledge import Knowledge, check, load
from assistant.knowledge.shelf import Shelf

__all__ = ["Knowledge", "Shelf", "check", "load"]
