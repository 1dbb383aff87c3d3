"""axe finds nothing, in the page and in the chat, light and dark, on a phone and on a desktop."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from running_door import DESKTOP, PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def findings(page: Page) -> list[str]:
    """What axe objects to, best practices included."""
    spec = importlib.util.find_spec("axe_playwright_python")
    if spec is None or spec.origin is None:
        pytest.skip("axe is not installed (pip install axe-playwright-python).")
    # Through the debugger, not as a script tag: the page's policy would refuse that.
    page.evaluate((Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{finding['id']}: {node['target']} {node['failureSummary']}"
        for finding in result["violations"]
        for node in finding["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing(
    open_page: Callable[..., Page], viewport: dict[str, int], scheme: str
) -> None:
    page = open_page(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    assert findings(page) == []
    page.get_by_role("button", name="Ask about your key").click()
    page.get_by_role("button", name="Is it free of charge?").wait_for()
    assert findings(page) == []
    for text, answer in (
        ("what do I have to bring", "original Smart Key"),
        ("how do I book", "The dealer orders the key"),
        ("something else entirely", "I did not understand"),
    ):
        page.get_by_role("textbox", name="Your message").fill(text)
        page.keyboard.press("Enter")
        page.locator(".bot", has_text=answer).wait_for()
    page.get_by_role("button", name="Not helpful").first.click()
    page.get_by_text("Thank you for telling us.").wait_for()
    assert findings(page) == []


def test_reduced_motion_moves_nothing(open_page: Callable[..., Page]) -> None:
    page = open_page(reduced_motion="reduce")
    page.get_by_role("button", name="Ask about your key").click()
    running = page.evaluate(
        "() => [...document.getAnimations(),"
        " ...document.querySelector('second-key-chat').shadowRoot.getAnimations()].length"
    )
    assert running == 0


def test_forced_colours_keep_every_control_visible(open_page: Callable[..., Page]) -> None:
    page = open_page(forced_colors="active")
    page.get_by_role("button", name="Ask about your key").click()
    for name in ("Send", "Is it free of charge?"):
        button = page.get_by_role("button", name=name)
        button.wait_for()
        assert button.evaluate("node => getComputedStyle(node).borderTopWidth") == "1px"
