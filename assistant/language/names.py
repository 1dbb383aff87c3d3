"""The names under which the pipeline's components and what they find are known."""

from __future__ import annotations

SPELLING = "assistant_spelling"
VEHICLE_NUMBERS = "assistant_vehicle_numbers"
MODEL_LINES = "assistant_model_lines"
DATES = "assistant_dates"
PLANTS = "assistant_plants"
EVENTS = "assistant_events"

PIPELINE = (SPELLING, VEHICLE_NUMBERS, MODEL_LINES, DATES, PLANTS, EVENTS)
"""spaCy factory names in the order in which they must run.

Each but the first writes a group of spans of its own name into `doc.spans`: the label says what
kind of thing was found (a span of DATES: day, month, year, ...), the knowledge-base id its value.
"""

OFFSETS = "assistant_offsets"
"""Key in `doc.user_data`: for each token the (start, end) of its characters in the message."""

TEXT = "assistant_text"
"""Key in `doc.user_data`: the message as it came in. `doc.text` has its blanks put in order, and
of its words only those that some pattern knows."""

RAW = "assistant_raw"
"""Key in `doc.user_data`: the words as they came, capitals and all."""

NORMS = "assistant_norms"
"""Key in `doc.user_data`: the words in lower case, common slips mended."""

DAY_OF_ASKING = "assistant_on"
"""Key in `doc.user_data`: the day of asking, to be set before the pipeline runs."""

READ_ELSEWHERE = "\u0000"
"""The norm of a token that belongs to something already read, so that no one reads it twice."""
