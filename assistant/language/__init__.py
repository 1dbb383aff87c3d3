"""What people say, typed or spoken, read into facts about a car. Exact, and never a guess."""

from assistant.language.reader import Reader
from assistant.language.reading import Reading, Span
from assistant.language.vin import VinReading, read_vin

__all__ = ["Reader", "Reading", "Span", "VinReading", "read_vin"]
