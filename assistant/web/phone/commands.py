"""What a caller may say at any time: "repeat", "slower", "spell it", "go back", "agent"."""

from __future__ import annotations

import re
from typing import Literal

Command = Literal["person", "repeat", "slower", "spell", "back", "text", "goodbye", "keys"]

LONGEST = 9
"""Words; a command in a longer sentence is a question of its own."""
_ABOUT_US = re.compile(r"\W*(?:are you|is this|am i|is that|who are)\b", re.I)
_POLITE = r"(?:\W*(?:please|can you|could you|would you|um|uh|hey|sorry|okay|ok|just|i said)\b)*\W*"
_END = r"(?:\W+(?:please|now|for me|thanks|thank you))*\W*$"
_PERSON = (
    r"(?:(?:an? |the )?(?:live |real |human )*(?:agent|representative|operator|human(?: being)?|"
    r"advisor|associate|person)|customer (?:service|care)|"
    r".{0,80}\b(?:talk|speak|connect me|transfer me|put me through|get me)\b.{0,80}"
    r"\b(?:agent|representative|operator|human|advisor|person|people|someone|somebody)\b.{0,80})"
)
_COMMANDS: tuple[tuple[Command, str], ...] = (
    ("person", _PERSON),
    ("slower", r"(?:speak |talk |go |say (?:it|that) )?(?:(?:more )?slow(?:er|ly)?(?: down)?|"
               r"(?:(?:that (?:was|is)|you're|you are) )?too fast)"),
    ("spell", r"spell(?: (?:it|that|this|out|the \w+|it out|that out|it for me))*"),
    ("back", r"(?:go |take me |one step )?back(?: one)?|(?:the )?previous(?: one)?"),
    ("text", r"(?:text|sms)(?: (?:me|it|that|this|to me))+|send(?: (?:me|that|it|to me))*"
             r"(?: (?:as|in|by))?(?: an?)? (?:text|sms)(?: message)?"),
    ("goodbye", r"(?:good ?)?bye(?: ?bye)?|hang up|(?:no )?(?:that's|that is|that will be) "
                r"(?:all|it|everything)|nothing(?: else| more)?|(?:no )?i'm (?:done|good|all set)|"
                r"no,? thank(?:s| you)(?: (?:good)?bye)?"),
    ("keys", r"(?:the )?(?:menu|options|keys|keypad)|what can i press|(?:read|say) the (?:keys|"
             r"menu|options)"),
    ("repeat", r"repeat(?: (?:that|it|this|the \w+))?|say (?:that|it|this) "
               r"(?:(?:once )?(?:again|more)|one more time)|again|pardon(?: me)?|"
               r"come again|what was (?:that|it)(?: again)?|"
               r"what did you say|one more time|what|"
               r"i (?:didn't|did not) (?:hear|catch|get) (?:that|it|you)|"
               r"excuse me"),
)  # fmt: skip
_PATTERNS = tuple(
    (name, re.compile(_POLITE + f"(?:{pattern})" + _END, re.I)) for name, pattern in _COMMANDS
)
_YES = re.compile(
    r"\W*(?:yes|yeah|yep|yup|sure|correct|right|exactly|please do|okay|ok|of course|"
    r"that's (?:right|it|correct)|it is|uh huh)\b",
    re.I,
)
_NO = re.compile(r"\W*(?:no|nope|nah|not (?:right|quite|that)|wrong|incorrect|don't)\b", re.I)
_NOISE = re.compile(r"\W*(?:(?:uh|um|hm+|mm+|ah|oh|er|eh|huh|hello|hi)\W*)*$", re.I)
_ORDINAL = re.compile(
    r"\W*(?:um |uh |it's |the |yes |yeah )*(?P<which>first|second|third|last|former|latter)"
    r"(?: (?:one|option|choice))?" + _END,
    re.I,
)


def command(text: str) -> Command | None:
    """The command that a short utterance is, if it is one."""
    text = text.replace("’", "'")
    if len(text.split()) > LONGEST or _ABOUT_US.match(text):
        return None
    return next((name for name, pattern in _PATTERNS if pattern.fullmatch(text)), None)


def says_yes(text: str) -> bool:
    return bool(_YES.match(text.replace("’", "'")))


def says_no(text: str) -> bool:
    return bool(_NO.match(text.replace("’", "'")))


def is_noise(text: str) -> bool:
    """Nothing but sounds: a cough that the recogniser wrote down as "uh"."""
    return bool(_NOISE.fullmatch(text)) and text.lower().strip(" .!") not in ("hello", "hi")


def points(text: str) -> bool:
    """Whether it is "the first one" or the like: an answer, whatever it sounds like."""
    return bool(_ORDINAL.fullmatch(text))


def chosen(text: str, choices: tuple[str, ...]) -> str | None:
    """What "the first one" means among the choices that were just offered."""
    match = _ORDINAL.fullmatch(text)
    if not match or not choices:
        return None
    index = {"first": 0, "former": 0, "second": 1, "third": 2}.get(match["which"].lower(), -1)
    return choices[index] if index < len(choices) else None
