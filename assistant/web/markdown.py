"""A reply's Markdown as a small tree that the widget builds from DOM nodes.

A tree, not HTML: nothing in the browser parses markup, so no text of content, bot or guest can
become any. Nodes are strings, or {"tag", "children"} with "href" on links.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

Node = Any
"""str | {"tag": str, "children": list[Node], "href"?: str}"""

_TABLE = frozenset({"table", "thead", "tbody", "tr", "th", "td"})
_TAGS = frozenset({"p", "strong", "em", "ul", "ol", "li", "a", "br"}) | _TABLE
_LINK = re.compile(r"https://[^\s]+|tel:\+?[\d-]{3,20}|mailto:[^\s@]+@[^\s@]+", re.ASCII)

_TOLL_FREE = re.compile(r"(?<![\w-])(1-8(?:00|33|44|55|66|77|88)-\d{3}-\d{4})(?![\w-])")


@lru_cache(maxsize=2)
def _parser(tables: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False})
    if tables:
        parser.enable("table")
    return parser.disable(["image", "code", "fence", "html_block", "html_inline", "hr"])


@lru_cache(maxsize=512)
def tree(markdown: str, *, tables: bool = False) -> list[Node]:
    """A text's blocks. Headings become paragraphs; links go to https, tel, mailto or vanish.

    Toll-free numbers become links, for guests who read on a phone. `tables`: for agents only, the
    widget shows none. The same few texts come again and again; their trees are shared, so nobody
    changes one.
    """
    return _with_numbers(_build(_parser(tables).parse(markdown)))


def _build(tokens: Sequence[Token]) -> list[Node]:
    root: list[Node] = []
    open_nodes: list[list[Node]] = [root]
    for token in tokens:
        children = open_nodes[-1]
        if token.type == "inline":
            children.extend(_build(token.children or []))
        elif token.nesting == 1:
            open_nodes.append(_open(token, children))
        elif token.nesting == -1:
            open_nodes.pop()
        elif token.type == "hardbreak":
            children.append({"tag": "br", "children": []})
        else:
            _add_text(children, " " if token.type == "softbreak" else token.content)
    return root


def _open(token: Token, children: list[Node]) -> list[Node]:
    """Where the token's content goes: into its node, or straight to the parent."""
    if token.hidden:  # The paragraph inside an item of a tight list.
        return children
    tag = "p" if token.tag.startswith("h") and len(token.tag) == 2 else token.tag
    node: dict[str, Any] = {"tag": tag, "children": []}
    if tag == "a":
        address = str(token.attrGet("href") or "")
        if not _LINK.fullmatch(address):
            return children
        node["href"] = address
    elif tag not in _TAGS:
        return children
    children.append(node)
    kept: list[Node] = node["children"]
    return kept


def _with_numbers(nodes: list[Node]) -> list[Node]:
    linked: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            linked += _numbers_in(node)
        elif node["tag"] == "a":
            linked.append(node)
        else:
            linked.append({**node, "children": _with_numbers(node["children"])})
    return linked


def _numbers_in(text: str) -> list[Node]:
    nodes: list[Node] = []
    for no, part in enumerate(_TOLL_FREE.split(text)):
        if no % 2:
            href = f"tel:+{part.replace('-', '')}"
            nodes.append({"tag": "a", "children": [part], "href": href})
        elif part:
            nodes.append(part)
    return nodes


def _add_text(children: list[Node], text: str) -> None:
    if not text:
        return
    if children and isinstance(children[-1], str):
        children[-1] += text
    else:
        children.append(text)
