"""What a pressed key means where a call stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.knowledge.program import Program
from assistant.web.phone import keys
from assistant.web.phone.commands import Command
from assistant.web.phone.replies import choices_for
from assistant.web.phone.scene import Scene

_COMMANDS: dict[str, Command] = {
    keys.PERSON: "person",
    keys.STAR: "keys",
    keys.BACK: "back",
    keys.SLOWER: "slower",
    keys.REPEAT: "repeat",
}
_MONTH = re.compile(r"(?P<month>\d{2})(?P<year>\d{2}|\d{4})")
_DONT_KNOW = "I don't know when it was built"


@dataclass(frozen=True)
class Pressed:
    """One of three: a command, words, or another scene (the next choices)."""

    command: Command | None = None
    words: str = ""
    scene: Scene | None = None


class Keypad:
    """Reads keys, and reads out what they mean."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def pressed(self, digits: str, scene: Scene) -> Pressed:
        """0 is a person and the star the keys, wherever the call stands."""
        if digits in (keys.PERSON, keys.STAR):
            return Pressed(_COMMANDS[digits])
        meant = dict(scene.keys)
        if not meant and scene.asks in ("", "else"):
            meant = dict(keys.MAIN_KEYS)
        if digits in meant:
            words = meant[digits]
            return (
                Pressed(scene=self._next_page(scene))
                if words == keys.MORE
                else Pressed(words=words)
            )
        if scene.asks == "vin" and digits.isdigit():
            return Pressed(words=digits)
        if scene.asks == "built" and (match := _MONTH.fullmatch(digits)):
            return Pressed(words=f"{match['month']}/{match['year']}")
        if digits in _COMMANDS:
            return Pressed(_COMMANDS[digits])
        return Pressed("keys")

    def choices(self, scene: Scene) -> tuple[str, tuple[tuple[str, str], ...]]:
        """What is read out after a question for who uses the keys, and what the keys stand for."""
        if scene.asks == "built":
            text = (
                "Please key in two digits for the month and two for the year, or press 1 and wait "
                "if you do not know."
            )
            return text, (("1", _DONT_KNOW),)
        if scene.asks == "vin":
            return "Letters have to be said; digits can be keyed in.", ()
        if scene.asks in ("vin_check", "heard", "person"):
            return _yes_no_or(scene), scene.keys
        choices = choices_for(scene, self._program)
        if choices and not scene.choices:
            page = choices[scene.page * keys.PAGE :]
            return keys.read_out(page)
        if scene.choices:
            return _by_order(scene), scene.keys
        return "", scene.keys

    def help(self, scene: Scene) -> tuple[str, tuple[tuple[str, str], ...]]:
        """All keys that work where the call stands, and what they stand for."""
        text, meant = self.choices(scene)
        if not text:
            return keys.main_menu(), keys.MAIN_KEYS
        if scene.asks in ("vin", "built"):
            return f"{text} Press 0 for a person.", meant
        return f"{text} {keys.always()}", meant

    def _next_page(self, scene: Scene) -> Scene:
        pages = -(-len(choices_for(scene, self._program)) // keys.PAGE)
        turned = replace(scene, page=(scene.page + 1) % max(1, pages))
        text, meant = self.choices(turned)
        return replace(turned, text=text, keys=meant)


_ORDER = ("first", "second", "third", "fourth", "fifth")


def _by_order(scene: Scene) -> str:
    *those, other = [key for key, _ in scene.keys]
    if len(those) == 1:
        return f"Press 1 for yes, or {other} for something else."
    said = ", ".join(f"{key} for the {_ORDER[int(key) - 1]}" for key in those)
    return f"Press {said}, or {other} for something else."


def _yes_no_or(scene: Scene) -> str:
    if scene.keys == keys.YES_NO:
        return "Press 1 for yes, or 2 for no."
    if not scene.keys:
        return ""
    return f"Press {', '.join(f'{key} for the {_ORDER[int(key) - 1]}' for key, _ in scene.keys)}."
