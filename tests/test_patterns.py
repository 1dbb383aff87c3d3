"""No regular expression runs away: each is tried on long texts made of what it likes to match.

A pattern that goes back over a run of characters takes twice as long with each one more, or at
least four times as long on twice the text. Every pattern of the product gets texts built from its
own parts (a repeat again and again, and then an end that does not fit), from 8 to 20,000
characters. What is linear takes milliseconds.
"""

from __future__ import annotations

import ast
import importlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

try:
    from re import _parser as sre_parse  # type: ignore[attr-defined]
except ImportError:  # Python 3.10
    import sre_parse

ROOT = Path(__file__).resolve().parents[1]
STEPS = (*((n, 0.05) for n in range(20, 48, 4)), (64, 0.05), (250, 0.02), (2_000, 0.004))
"""Characters, and seconds above which a pattern is suspected. Small steps first: what doubles with
each character, or goes with the third power, is caught before it takes hours."""
LONGEST = 0.4
"""Seconds for a suspect's last step, or for 20,000 characters where the last step was suspicious.
Linear patterns take 0.01 for them, quadratic ones several seconds."""
ENDS = ("", "\x00")
USES = ("search", "match", "fullmatch", "finditer", "findall", "sub", "split")
GLUE = ("assistant/bot/", "actions/")
"""Needs Rasa to be imported, so its patterns are read, not run."""
MADE_LATER = {
    "assistant/desk/advice.py": "escaped names of models",
    "assistant/knowledge/never_say.py": "tried below",
    "assistant/web/phone/ear.py": "tried below",
}
"""Modules that build patterns while they run, and why that is no danger."""


@dataclass(frozen=True)
class Used:
    """A pattern, where it stands, and what is done with it."""

    where: str
    pattern: re.Pattern[str]
    uses: tuple[str, ...]


def of_python() -> Iterator[Used]:
    for file in sorted([*ROOT.glob("assistant/**/*.py"), *ROOT.glob("actions/**/*.py")]):
        source = file.read_text("utf-8")
        if not re.search(r"\bre\.[a-z]+\(", source):
            continue
        tree = ast.parse(source)
        where = file.relative_to(ROOT).as_posix()
        if where.startswith(GLUE):
            yield from _written_out(tree, where)
        else:
            yield from _at_the_top(where, source)
            yield from _written_out(tree, where, only_functions=True)


def _at_the_top(where: str, source: str) -> Iterator[Used]:
    """What a module has compiled, alone or in its tables."""
    module = importlib.import_module(
        where.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    )
    for name, value in vars(module).items():
        for pattern in _patterns_in(value):
            # A table's patterns are taken out one by one, under the name of `pattern`.
            named = name if value is pattern else "pattern"
            uses = tuple(use for use in USES if re.search(rf"\b{named}\.{use}\(", source))
            yield Used(f"{where}: {name}", pattern, uses or ("search", "fullmatch"))


def _patterns_in(value: Any) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _patterns_in(one)
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from _patterns_in(one)


def _written_out(tree: ast.Module, where: str, *, only_functions: bool = False) -> Iterator[Used]:
    """Patterns that stand where they are used: `re.sub(r"...", ...)`."""
    nodes = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    for node in nodes if only_functions else [tree]:
        for call in ast.walk(node):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and isinstance(call.func.value, ast.Name)
                and call.func.value.id == "re"
                and call.func.attr in (*USES, "compile")
            ):
                given = call.args[0]
                if isinstance(given, ast.Constant):
                    flags = re.MULTILINE if "MULTILINE" in ast.dump(call) else 0
                    uses = ("match",) if call.func.attr == "compile" else (call.func.attr,)
                    yield Used(f"{where}:{call.lineno}", re.compile(given.value, flags), uses)
                elif not (isinstance(given, ast.Name) and given.id.startswith("_")):
                    assert where in MADE_LATER, f"{where}:{call.lineno}: try this pattern here too"


def of_pages() -> Iterator[Used]:
    """The literals in our scripts, which Python reads the same."""
    literal = re.compile(
        r"[(=,:]\s*/((?:[^/\\\n*\[]|\\.|\[[^\]\n]*\])(?:[^/\\\n\[]|\\.|\[[^\]\n]*\])*)/"
    )
    for file in sorted(ROOT.glob("assistant/web/static/**/*.js")):
        script = file.read_text("utf-8")
        assert "RegExp(" not in script, f"{file.name}: try the patterns that it builds here too"
        for match in literal.finditer(script):
            where = f"{file.name}: /{match[1]}/"
            yield Used(where, re.compile(match[1]), ("search", "findall"))


def made_later() -> Iterator[Used]:
    from assistant.knowledge.never_say import Forbidden, _compiled
    from assistant.web.phone.ear import _marks

    expressions = tuple(Forbidden(text, "") for text in ("op code*", "19cy*", "*a*", "**a"))
    yield Used("never_say", _compiled(expressions)[0], ("search",))
    yield Used("ear", _marks(("NX", "RC F")), ("finditer",))


def adversaries(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """(beginning, unit): texts that get a pattern as far as a repeat of its, and keep it there."""
    parsed = sre_parse.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    found: dict[tuple[str, str], None] = {}
    _walk(parsed, "", found)
    for unit in (" ", "a", "A", "0", "-", ".", "a ", "0,", "a.", "a-", "1-", "[", "(", "<a ", "<"):
        found["", unit] = None
    for character in list(dict.fromkeys(re.sub(r"[\w\\()\[\]{}?*+|^$ ]", "", pattern.pattern)))[:8]:
        found["", character] = None
    return list(found)


def _walk(parsed: Any, beginning: str, found: dict[tuple[str, str], None]) -> str:
    """Note every repeat of a parsed pattern; gives a text that the whole of it matches."""
    for op, argument in parsed:
        name = str(op)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, inner = argument
            for unit in _units(inner):
                if most > 8:
                    found[beginning, unit] = None
            example = _walk(inner, beginning, found)[len(beginning) :]
            beginning += example * max(1, least) if example else ""
        elif name == "SUBPATTERN":
            beginning = _walk(argument[-1], beginning, found)
        elif name == "ATOMIC_GROUP":
            beginning = _walk(argument, beginning, found)
        elif name == "BRANCH":
            ends = [_walk(branch, beginning, found) for branch in argument[1]]
            beginning = max(ends, key=len)
        elif name in ("ASSERT", "ASSERT_NOT"):
            _walk(argument[1], beginning, found)
        elif name in ("LITERAL", "NOT_LITERAL", "IN", "ANY"):
            beginning += _characters(op, argument)[0]
    return beginning


def _units(inner: Any) -> list[str]:
    """What a repeat repeats: one text for each kind of it."""
    units = [""]
    for op, argument in inner:
        name = str(op)
        if name == "SUBPATTERN":
            more = _units(argument[-1])
        elif name == "ATOMIC_GROUP":
            more = _units(argument)
        elif name == "BRANCH":
            more = [unit for branch in argument[1] for unit in _units(branch)]
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            more = [u * max(1, argument[0]) for u in _units(argument[2])]
            more += [""] if argument[0] == 0 else []
        elif name in ("LITERAL", "NOT_LITERAL", "IN", "ANY"):
            more = _characters(op, argument)
        else:
            more = [""]
        units = [a + b for a in units for b in more][:24]
    return [unit for unit in dict.fromkeys(units) if unit]


_SOME = " \ta0A_-.,/@'\"\n9zé"


def _characters(op: Any, argument: Any) -> list[str]:
    """Some characters that one place of a pattern takes."""
    if str(op) == "LITERAL":
        return [chr(argument)]
    if str(op) == "ANY":
        return ["a", " "]
    if str(op) == "NOT_LITERAL":
        return [next(c for c in _SOME if ord(c) != argument)]
    found = [chr(v) for kind, v in argument if str(kind) == "LITERAL"][:6]
    found += [chr(v[0]) for kind, v in argument if str(kind) == "RANGE"][:3]
    kinds = {str(v) for kind, v in argument if str(kind) == "CATEGORY"}
    classes = {
        "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a", "CATEGORY_DIGIT": "0",
        "CATEGORY_NOT_SPACE": "a", "CATEGORY_NOT_WORD": "-", "CATEGORY_NOT_DIGIT": "a",
    }  # fmt: skip
    taken = [classes[kind] for kind in kinds]
    if any(str(kind) == "NEGATE" for kind, _ in argument):
        taken = [c for c in _SOME if c not in found and c not in taken][:3]
        found = []
    return [*taken, *found][:6] or ["a"]


def runs_away(used: Used) -> str:
    """The text on which a pattern takes long, told short; empty for none."""
    for beginning, unit in adversaries(used.pattern):
        for use in used.uses:
            for end in ENDS:
                for size, suspicious in STEPS:
                    took = _seconds(used.pattern, use, beginning + _run(unit, size) + end)
                    if took > suspicious:
                        break
                else:
                    continue
                more = 20_000 if size == STEPS[-1][0] else size * 2 if size > 60 else size + 4
                if took < LONGEST:
                    took = _seconds(used.pattern, use, beginning + _run(unit, more) + end)
                if took > LONGEST or (more < 20_000 and took > 4 * suspicious):
                    return f"{use}: {beginning!r} + {unit!r} * {more} + {end!r}: {took:.1f} s"
    return ""


def _run(unit: str, size: int) -> str:
    return unit * (size // len(unit) + 1)


def _seconds(pattern: re.Pattern[str], use: str, text: str) -> float:
    began = time.process_time()
    if use == "sub":
        pattern.sub("", text)
    elif use == "finditer":
        for _ in pattern.finditer(text):
            pass
    else:
        getattr(pattern, use)(text)
    return time.process_time() - began


def every_pattern() -> list[Used]:
    found = {(u.pattern, u.uses): u for u in (*of_python(), *of_pages(), *made_later())}
    return list(found.values())


def test_every_pattern_of_the_product_is_quick_on_hostile_texts() -> None:
    found = every_pattern()
    assert len(found) > 120
    slow = [f"{used.where}: {told}" for used in found if (told := runs_away(used))]
    assert not slow, "\n".join(slow)


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(a|aa)+$", r"\s+$", r".*=.*;"])
def test_the_trial_would_find_one_that_runs_away(pattern: str) -> None:
    assert runs_away(Used("here", re.compile(pattern), ("search",)))
