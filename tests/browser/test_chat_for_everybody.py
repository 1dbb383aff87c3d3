"""The chat on every screen, by keyboard alone and read aloud by a screen reader."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from chat_page import answer, say, settled, start
from running_door import DESKTOP, PHONE, SMALL

if TYPE_CHECKING:
    from chat_page import OpenPage
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


class TestKeyboardOnASmallPhone:
    """320 by 568, no mouse."""

    def test_the_whole_way_by_keyboard(self, open_page: OpenPage) -> None:
        page = open_page(viewport=SMALL)
        press = page.keyboard.press
        for _ in range(30):
            press("Tab")
            if focus(page) == "Ask about your key":
                break
        press("Enter")
        page.get_by_role("button", name="Is it free of charge?").wait_for()
        assert focus(page) == "field"
        press("Shift+Tab")
        assert focus(page) == "I would like to talk to a person"
        press("Shift+Tab")
        press("Enter")
        answer(page, "free of charge")
        assert focus(page) == "field"
        page.keyboard.type("is my vehicle in the program")
        press("Enter")
        answer(page, "Which model do you drive?")
        press("Escape")
        assert page.get_by_role("dialog").is_hidden()
        assert focus(page) == "Ask about your key"

    def test_tab_stays_in_the_chat_that_covers_the_page(self, open_page: OpenPage) -> None:
        page = open_page(viewport=SMALL)
        start(page)
        assert page.get_by_role("dialog").get_attribute("aria-modal") == "true"
        seen = set()
        for _ in range(16):
            page.keyboard.press("Tab")
            seen.add(focus(page))
        assert {"Start over", "Close the chat", "Send", "field"} <= seen
        assert page.evaluate("document.activeElement.localName") == "second-key-chat"

    def test_on_a_desktop_tab_leaves_the_chat(self, open_page: OpenPage) -> None:
        page = open_page(viewport=DESKTOP)
        start(page)
        assert page.get_by_role("dialog").get_attribute("aria-modal") is None
        page.get_by_role("button", name="Send").focus()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.localName") != "second-key-chat"


@pytest.mark.parametrize("viewport", [SMALL, PHONE, {"width": 640, "height": 400}, DESKTOP])
def test_nothing_is_cut_off(open_page: OpenPage, viewport: dict[str, int]) -> None:
    """640 by 400 is a desktop screen at 200 % zoom."""
    page = open_page(viewport=viewport)
    start(page)
    say(page, "how do I book")
    answer(page, "Call your authorized Lexus dealer")
    settled(page)
    wide = "document.documentElement.scrollWidth <= innerWidth"
    assert page.evaluate(wide)
    for name in ("Start over", "Close the chat", "Send"):
        box = page.get_by_role("button", name=name).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= viewport["width"]
        assert box["y"] + box["height"] <= viewport["height"]
    scroll = page.locator(".scroll").bounding_box()
    assert scroll is not None
    assert scroll["height"] >= 120
    assert page.locator(".scroll").evaluate("node => node.scrollWidth <= node.clientWidth")


def test_every_target_is_large_enough(open_page: OpenPage) -> None:
    page = open_page(viewport=SMALL, reduced_motion="reduce")
    start(page)
    say(page, "what do I have to bring")
    answer(page, "original Smart Key")
    for button in page.get_by_role("dialog").get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44, button.get_attribute("aria-label")


def test_answers_are_announced_and_their_buttons_are_not(open_page: OpenPage) -> None:
    page = open_page()
    start(page)
    say(page, "what do I have to bring")
    shown = answer(page, "original Smart Key")
    log = page.get_by_role("log")
    assert log.locator(".bot").count() == 2
    assert log.get_attribute("aria-live") in (None, "polite")
    assert shown.locator(".foot").get_attribute("aria-live") == "off"
    assert log.get_by_role("button", name=re.compile("How long")).count() == 0


def focus(page: Page) -> str:
    """The name of what has the focus, inside the widget too."""
    return page.evaluate(
        "() => { let at = document.activeElement;"
        " while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;"
        " return at.getAttribute('aria-label') || at.id || at.textContent.trim(); }"
    )
