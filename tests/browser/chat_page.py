"""The chat as a guest sees it: how the browser tests open it, write in it and read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    OpenPage = Callable[..., Page]


def start(page: Page) -> None:
    page.get_by_role("button", name="Ask about your key").click()
    page.get_by_role("button", name="Is it free of charge?").wait_for()


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your message")


def say(page: Page, text: str) -> None:
    field(page).fill(text)
    field(page).press("Enter")


def answer(page: Page, text: str) -> Locator:
    found = page.locator(".bot", has_text=text).last
    found.wait_for()
    return found


def settled(page: Page) -> None:
    page.locator(".guest.waits").first.wait_for(state="detached")
