"""The examples with their facts masked, each read once and kept from one start to the next."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from spacy.about import __version__ as spacy_version

from assistant.desk import masked_facts
from assistant.kept import code_of, fingerprint, write_whole
from assistant.knowledge.program import Program
from assistant.language import Reader

logger = logging.getLogger(__name__)

_ASSISTANT = Path(__file__).resolve().parents[1]
_CODE = code_of(_ASSISTANT / "language", _ASSISTANT / "eligibility", Path(masked_facts.__file__))
_FILE = "masked-phrases.json"
_WORTH_KEEPING = 200
"""Fewer new ones are read again sooner than all are written."""


class MaskedPhrases:
    """Reads and masks phrasings, with one vocabulary of models, plants and VINs."""

    def __init__(self, program: Program, cache: Path | None) -> None:
        """`cache`: the folder in which masked phrasings are kept; None keeps none."""
        self.reader = Reader(program)
        self._program = program
        self._cache = cache
        self._masked = _read(cache / _FILE, self._made_from()) if cache else {}

    def for_program(self, program: Program) -> MaskedPhrases:
        """Itself, where nothing that a phrasing is read by has changed; a phase's date may have."""
        if _vocabulary(program) == _vocabulary(self._program):
            return self
        return MaskedPhrases(program, self._cache)

    def masked(self, phrases: Sequence[str]) -> list[str]:
        """Each phrasing with its facts masked; one costs half a millisecond the first time."""
        new = [phrase for phrase in dict.fromkeys(phrases) if phrase not in self._masked]
        if new:
            # A new dictionary, because another thread may be reading the old one.
            self._masked = {**self._masked, **{phrase: self._mask(phrase) for phrase in new}}
        if self._cache and len(new) >= _WORTH_KEEPING:
            in_use = {phrase: self._masked[phrase] for phrase in phrases}
            _write(self._cache / _FILE, self._made_from(), in_use)
        return [self._masked[phrase] for phrase in phrases]

    def _mask(self, phrase: str) -> str:
        reading = self.reader.read(phrase, on=self._program.as_of)
        return masked_facts.mask_facts(phrase, reading, self._program.other_models)

    def _made_from(self) -> str:
        return fingerprint(_CODE, spacy_version, _vocabulary(self._program))


def _vocabulary(program: Program) -> str:
    """Everything of the program that reading and masking go by."""
    return repr((program.as_of, program.lines, program.other_models, program.vin))


def _read(file: Path, made_from: str) -> dict[str, str]:
    if not file.exists():
        return {}
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return dict(kept["masked"]) if kept["made_from"] == made_from else {}
    except (OSError, ValueError, TypeError, KeyError) as fault:
        logger.warning("%s cannot be read (%s): it is made anew.", file, fault)
        return {}


def _write(file: Path, made_from: str, masked: Mapping[str, str]) -> None:
    words = json.dumps({"made_from": made_from, "masked": masked}).encode()
    try:
        write_whole(file, lambda stream: stream.write(words))
    except OSError as fault:
        logger.warning("%s cannot be written (%s): starts are slower.", file, fault)
