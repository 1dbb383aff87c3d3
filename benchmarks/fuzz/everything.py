"""All parts together."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.fuzz import calls, commands, doors, files, pipeline, readers
from benchmarks.fuzz.house import House
from benchmarks.fuzz.running import Part


def every_part(open_house: Callable[[], House]) -> list[Part]:
    """In the order in which they run; the shares are about one together."""
    return [
        *doors.parts(open_house),
        *calls.parts(open_house),
        *readers.parts(open_house),
        *files.parts(open_house),
        files.settings_part(),
        *commands.parts(),
        *pipeline.parts(),
    ]
