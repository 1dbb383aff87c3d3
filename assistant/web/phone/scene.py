"""Where a call stands: what was said last, what the keys mean, and what is being asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from assistant.language.vin_pieces import VinPieces

Asks = Literal["", "model", "built", "plant", "vin", "vin_check", "heard", "person", "else"]
"""What the caller was asked last: a fact about the car, a piece of the VIN, whether the VIN as read
back is right, whether words were heard rightly, whether a person is wanted, what else."""

KEPT = 6
"""So many scenes can be gone back."""


@dataclass(frozen=True)
class Scene:
    """One thing that was said, and how it is taken up."""

    text: str = ""
    """In full, so that it can be repeated."""
    keys: tuple[tuple[str, str], ...] = ()
    """(key, the words it stands for)"""
    asks: Asks = ""
    vin: VinPieces | None = None
    """What has been told of a VIN, while one is being told."""
    doubtful: str = ""
    """The words that were perhaps misheard, while `asks` is "heard"."""
    spellings: tuple[str, ...] = ()
    """What "spell it" spells: web addresses and phone numbers of the last answer."""
    choices: tuple[str, ...] = ()
    """What "the first one" and "the second one" stand for."""
    page: int = 0
    """Which of several pages of choices was read out."""

    def as_dict(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "keys": [list(pair) for pair in self.keys],
            "asks": self.asks,
            "vin": self.vin.as_dict() if self.vin is not None else None,
            "doubtful": self.doubtful,
            "spellings": list(self.spellings),
            "choices": list(self.choices),
            "page": self.page,
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Scene:
        return cls(
            text=kept["text"],
            keys=tuple((key, words) for key, words in kept["keys"]),
            asks=kept["asks"],
            vin=VinPieces.from_dict(kept["vin"]) if kept["vin"] is not None else None,
            doubtful=kept["doubtful"],
            spellings=tuple(kept["spellings"]),
            choices=tuple(kept["choices"]),
            page=kept["page"],
        )


@dataclass(frozen=True)
class CallState:
    """All that a call remembers between two requests; fits into JSON."""

    conversation: str
    """The conversation that the bot and the desk know."""
    scene: Scene = Scene()
    before: tuple[Scene, ...] = ()
    """The scenes before, the last one last: for "go back"."""
    rate: int = 0
    """How often "slower" was said."""
    silences: int = 0
    """Turns in a row without a word or a key."""
    misses: int = 0
    """Turns in a row that found no answer."""
    keypad: bool = False
    """The caller used the keys last, so the choices are read out with their keys."""

    def to(self, scene: Scene) -> CallState:
        """The next scene; the present one can be gone back to."""
        before = (*self.before, self.scene) if self.scene.text else self.before
        return replace(self, scene=scene, before=before[-KEPT:])

    def back(self) -> CallState:
        """The scene before; the present one if there is none."""
        if not self.before:
            return self
        return replace(self, scene=self.before[-1], before=self.before[:-1])

    def as_dict(self) -> dict[str, Any]:
        return {
            "conversation": self.conversation,
            "scene": self.scene.as_dict(),
            "before": [scene.as_dict() for scene in self.before],
            "rate": self.rate,
            "silences": self.silences,
            "misses": self.misses,
            "keypad": self.keypad,
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> CallState:
        return cls(
            conversation=kept["conversation"],
            scene=Scene.from_dict(kept["scene"]),
            before=tuple(Scene.from_dict(scene) for scene in kept["before"]),
            rate=kept["rate"],
            silences=kept["silences"],
            misses=kept["misses"],
            keypad=kept["keypad"],
        )


@dataclass(frozen=True)
class Spoken:
    """What the caller hears now, and what happens after it."""

    text: str
    asks: Asks = ""
    """Tunes the listening: a VIN wants patience and letters, a month four keys."""
    rate: int = 0
    dial: str = ""
    """The number to connect with afterwards, in E.164; empty: listen."""
    hang_up: bool = False
