"""Everything that can go wrong, drawn once.

    AssistantError
    ├── KnowledgeError       the files in knowledge/ cannot be used; carries every fault
    ├── ProgramDataError     a value of the program's data means nothing (a month that is no month)
    ├── InputFileError       a file that a person handed in (CSV, messages) cannot be read
    ├── StorageError         the database cannot be reached, is full, or is locked
    ├── ModelError           the trained Rasa model is missing, broken or of another version
    └── DoorError            what a browser or a phone may be told; has a status
        ├── MessageTooLong
        ├── TooManyMessages
        ├── SessionUnknown
        ├── NotSignedIn
        ├── NotAllowed
        └── BotAway          Rasa does not answer

Every message is a sentence for the person who meets it: what is wrong, and what to do next.
The doors catch these and nothing broader, but for one last net each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class AssistantError(Exception):
    """The root. `str(error)` is one clear, kind line."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one file, for the person who edits it."""

    file: Path
    """Relative to the repository (or to the knowledge folder's parent)."""
    line: int
    """1-based; 1 when the fault is about the file as a whole."""
    message: str
    """What is wrong and how to mend it, as one sentence."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class KnowledgeError(AssistantError):
    """The knowledge files have faults; none of them is used until they are mended."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class ProgramDataError(AssistantError):
    """A value of the program's data cannot be understood."""


class InputFileError(AssistantError):
    """A file that a person handed in cannot be read."""


class StorageError(AssistantError):
    """The database does not do what was asked."""


class ModelError(AssistantError):
    """There is no usable trained model."""


class DoorError(AssistantError):
    """An error that a door may show as it is."""

    status = 400
    """The HTTP status that says it."""


class MessageTooLong(DoorError):
    """The message is longer than a door takes."""

    status = 413


class TooManyMessages(DoorError):
    """More messages in a short time than a door takes."""

    status = 429


class SessionUnknown(DoorError):
    """The conversation's token is missing, forged or out of date."""

    status = 401


class NotSignedIn(DoorError):
    """The page is for people who have signed in."""

    status = 401


class NotAllowed(DoorError):
    """Signed in, but this role may not do that."""

    status = 403


class BotAway(DoorError):
    """Rasa does not answer, or not in time."""

    status = 503
