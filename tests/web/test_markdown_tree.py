"""Markdown becomes a tree of few tags; nothing in it can become markup."""

from __future__ import annotations

import json

import pytest

from assistant.web.markdown import tree


def p(*children: object) -> dict[str, object]:
    return {"tag": "p", "children": list(children)}


def test_emphasis_lists_and_links() -> None:
    assert tree("**Bring** it.\n\n- one\n- *two*") == [
        p({"tag": "strong", "children": ["Bring"]}, " it."),
        {
            "tag": "ul",
            "children": [
                {"tag": "li", "children": ["one"]},
                {"tag": "li", "children": [{"tag": "em", "children": ["two"]}]},
            ],
        },
    ]
    link = {"tag": "a", "children": ["call"], "href": "tel:+18002553987"}
    assert tree("[call](tel:+18002553987)") == [p(link)]


def test_lines_of_a_file_are_one_paragraph() -> None:
    assert tree("one\ntwo  \nthree") == [p("one two", {"tag": "br", "children": []}, "three")]


def test_a_toll_free_number_can_be_tapped() -> None:
    number = {"tag": "a", "children": ["1-800-255-3987"], "href": "tel:+18002553987"}
    assert tree("Call 1-800-255-3987.") == [p("Call ", number, ".")]
    assert tree("[1-800-255-3987](tel:+18002553987)") == [p(number)]
    assert tree("469-292-6449") == [p("469-292-6449")]


def test_a_heading_is_a_paragraph() -> None:
    assert tree("# Title") == [p("Title")]


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "http://example.com", "data:text/html,x", "//example.com", "/agent"],
)
def test_other_links_are_only_words(address: str) -> None:
    shown = json.dumps(tree(f"[words]({address})"))
    assert "words" in shown
    assert "href" not in shown


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![x](https://x.example/a.png)"],
)
def test_html_and_images_stay_text(text: str) -> None:
    tags = json.dumps(tree(text)).count('"tag"')
    assert tags <= 2  # A paragraph, and a link at the most.
    assert "img" not in [n.get("tag") for n in tree(text)[0]["children"] if isinstance(n, dict)]
