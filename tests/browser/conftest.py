"""Chromium in front of a real door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from running_door import ARGUMENTS, CHROMIUM, DESKTOP, Door, running_door

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture(scope="session")
def _running() -> Iterator[Door]:
    with running_door() as door:
        yield door


@pytest.fixture
def door(_running: Door) -> Door:
    """The door, its bot in its senses."""
    _running.bot.away, _running.bot.delay = False, 0.0
    _running.bot.heard.clear()
    return _running


# For one module only: while Playwright's loop runs, no other test could start one of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium).")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        pytest.skip("Playwright is not installed (pip install playwright).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


OpenPage = Callable[..., "Page"]


@pytest.fixture
def open_page(browser: Browser, door: Door) -> Iterator[OpenPage]:
    """Opens a page; afterwards, no page may have broken its policy or thrown an error."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_one(url: str = "", *, viewport: dict[str, int] = DESKTOP, **more: Any) -> Page:
        context = browser.new_context(viewport=viewport, **more)  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(8_000)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on(
            "console",
            lambda message: (
                wrong.append(message.text)
                if "Content Security Policy" in message.text or "Trusted" in message.text
                else None
            ),
        )
        page.goto(url or door.url)
        page.locator("second-key-chat").wait_for(state="attached")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert wrong == []
