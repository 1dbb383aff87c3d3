"""YAML as a tree in which every value knows its line, and every scalar is the text that was typed.

YAML's own guessing (`no` is False, `7:00` is 420, `010` is 8) surprises people who edit text, so
nothing is guessed: what a field is, its reader decides.
"""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from assistant.knowledge.fault_list import FilePen

# The C parser is ten times faster; a PyYAML built without it still works.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Text:
    """A scalar, as typed; `line` is 1-based. Block scalars (`|`, `>-`) say so."""

    value: str
    line: int
    block: bool = False


@dataclass(frozen=True)
class Items:
    """A list."""

    values: tuple[Node, ...]
    line: int


@dataclass(frozen=True)
class Fields:
    """A mapping: name -> value, and name -> the line of the name."""

    values: dict[str, Node]
    lines: dict[str, int]
    line: int


Node = Text | Items | Fields


def read_yaml(text: str, pen: FilePen, *, first_line: int = 1) -> Node | None:
    """The tree of `text`; None, with a fault, when it is not YAML or says nothing.

    `first_line` is the line of the file at which `text` begins.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first_line
        pen.say(line, f"this is not readable as YAML ({error.problem or error.context}). {_HINT}")
        return None
    except yaml.YAMLError as error:
        pen.say(first_line, f"this is not readable as YAML ({error}). {_HINT}")
        return None
    if node is None:
        pen.say(first_line, "there are no fields here. Write them as `name: value`, one a line.")
        return None
    return _Planter(pen, first_line).tree(node)


_HINT = (
    "Look at this line and the one above: is it indented with blanks like its neighbours, "
    "and does a text that holds ': ' or begins with a quote, bracket or # stand in quotes?"
)


class _Planter:
    """Turns PyYAML's nodes into ours."""

    def __init__(self, pen: FilePen, first_line: int) -> None:
        self._pen = pen
        self._first_line = first_line
        self._seen: set[int] = set()

    def tree(self, node: yaml.Node) -> Node:
        line = node.start_mark.line + self._first_line
        if id(node) in self._seen:
            # An alias. A few lines of them can unfold to gigabytes, so none is followed.
            self._pen.say(
                line, "anchors and aliases (& and *) are not used here. Write the value out."
            )
            return Text("", line)
        self._seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            empty = node.tag == "tag:yaml.org,2002:null"
            value = "" if empty else str(node.value)
            return Text(value, line, block=node.style in ("|", ">"))
        if isinstance(node, yaml.SequenceNode):
            return Items(tuple(self.tree(item) for item in node.value), line)
        return self._fields(node, line)

    def _fields(self, node: yaml.Node, line: int) -> Fields:
        values: dict[str, Node] = {}
        lines: dict[str, int] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            key_line = key.start_mark.line + self._first_line
            if not name:
                self._pen.say(key_line, "a field's name must be a word. Write `name: value`.")
            elif name in values:
                self._pen.say(
                    key_line,
                    f"'{name}' stands here twice (also in line {lines[name]}). Keep one of them.",
                )
            else:
                values[name] = self.tree(value)
                lines[name] = key_line
        return Fields(values, lines, line)
