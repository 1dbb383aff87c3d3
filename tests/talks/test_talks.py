"""Whole conversations, through the real pipeline, checked on outcome and words.

Each file of tests/talks/*.talk.yml holds conversations: `talk` (a sentence), `on` (the day of
asking), `turns`. A turn has `guest` and any of `outcome`, `topics`, `verdict`, `phase`, `intent`,
`says` (all must stand in the replies) and `never` (none may). Case does not matter.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.rasa

FILES = sorted(Path(__file__).parent.glob("*.talk.yml"))
FIELDS = {"guest", "outcome", "topics", "verdict", "phase", "intent", "says", "never"}


def talks() -> list[Any]:
    found = []
    for file in FILES:
        for talk in yaml.safe_load(file.read_text(encoding="utf-8")):
            name = f"{file.stem.removesuffix('.talk')}: {talk['talk']}"
            found.append(pytest.param(talk, id=name))
    return found


@pytest.mark.parametrize("talk", talks())
def test_talk(talk: dict[str, Any], stage: Any) -> None:
    metadata = {k: str(talk[k]) for k in ("on", "now", "audience", "channel") if k in talk}
    conversation = stage.begin(**metadata)
    for number, turn in enumerate(talk["turns"], start=1):
        assert set(turn) <= FIELDS, f"unknown fields {set(turn) - FIELDS}"
        heard = conversation.say(turn["guest"])
        said = "\n\n".join(reply["text"] for reply in heard.replies)
        about = f"turn {number}, guest: {turn['guest']}\n\nbot: {said}\n\n"
        assert heard.replies, about + "said nothing"
        _check(turn, heard, said, about)


def _check(turn: dict[str, Any], heard: Any, said: str, about: str) -> None:
    first, verdicts = heard.replies[0], [r["verdict"] for r in heard.replies if r.get("verdict")]
    if "intent" in turn:
        assert heard.parse["intent"]["name"] == turn["intent"], about
    if "outcome" in turn:
        assert first["outcome"] == turn["outcome"], about
    if "topics" in turn:
        assert first["topics"] == turn["topics"], about
    if "verdict" in turn:
        assert [v["outcome"] for v in verdicts] == [turn["verdict"]], about
    if "phase" in turn:
        assert verdicts[0]["phase"] == turn["phase"], about
    lowered = said.casefold()
    for words in turn.get("says", ()):
        assert words.casefold() in lowered, about + f"does not say {words!r}"
    for words in turn.get("never", ()):
        assert words.casefold() not in lowered, about + f"says {words!r}"
