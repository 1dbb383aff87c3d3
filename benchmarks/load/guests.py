"""What guests type: questions in their own words, their cars, VINs, and slips of the finger."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.eligibility.vin import check_digit

MESSAGES = Path(__file__).resolve().parents[1] / "recognition" / "guest_messages.jsonl"
"""Messages by somebody who had not seen a phrasing of this repository."""
_SLIPS = 0.25
"""The share of questions that are typed in a hurry."""


@dataclass(frozen=True)
class Message:
    """One thing that a guest types, and the kind under which its answer time counts."""

    kind: str
    text: str


class Talk:
    """Makes up conversations; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._texts: dict[str, list[str]] = {}
        for line in MESSAGES.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            self._texts.setdefault(_kind(row["expect"]), []).append(row["text"])

    def conversation(self) -> Iterator[Message]:
        """From one question to some eight: about the program, the guest's own car, or both."""
        chance = self._random
        if chance.random() < 0.5:
            for _ in range(chance.randint(1, 4)):
                yield self._one("FAQ")
        if chance.random() < 0.55:
            yield self._one("verdict")
            yield self._one("facts of a car")
            if chance.random() < 0.4:
                yield Message("VIN", f"my vin is {self.vin()}")
            yield self._one("FAQ")
        if chance.random() < 0.25:
            yield self._one("anything else")
        yield self._one("FAQ")

    def question(self) -> Message:
        """A first question, about the program or the guest's own car."""
        return self._one(self._random.choice(("FAQ", "FAQ", "verdict")))

    def seldom(self, one_in: int) -> bool:
        """True once in so many times."""
        return self._random.randrange(one_in) == 0

    def vin(self) -> str:
        """A made-up VIN that can be one: the makers and letters are real, the number is drawn."""
        maker, line = self._random.choice((("JTJ", "Z"), ("2T2", "Z"), ("2T2", "A"), ("JTJ", "B")))
        body = f"{maker}AAAA{line}0P0{self._random.randrange(100_000):06d}"
        return f"{body[:8]}{check_digit(body)}{body[9:]}"

    def _one(self, kind: str) -> Message:
        text = self._random.choice(self._texts[kind])
        if self._random.random() < _SLIPS:
            return Message("misspelt", self._misspelt(text))
        return Message(kind, text)

    def _misspelt(self, text: str) -> str:
        """One letter in some twenty is swapped with the next, left out, or typed twice."""
        letters = list(text.lower())
        for _ in range(1 + len(letters) // 20):
            at = self._random.randrange(len(letters) - 1) if len(letters) > 1 else 0
            slip = self._random.randrange(3)
            if slip == 0 and len(letters) > 1:
                letters[at], letters[at + 1] = letters[at + 1], letters[at]
            elif slip == 1 and len(letters) > 3:
                del letters[at]
            else:
                letters.insert(at, letters[at])
        return "".join(letters)


def _kind(expected: dict[str, object]) -> str:
    if {"topic", "topic_any", "topics"} & expected.keys():
        return "FAQ"
    if expected.get("intent") == "check_my_vehicle":
        return "verdict"
    return "facts of a car" if "facts" in expected else "anything else"
