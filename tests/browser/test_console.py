"""The console as an agent uses it: a guest on the line, both hands on the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from running_console import WORDS, ConsoleDoor, running_console
from test_accessibility import findings

from assistant.eligibility.vin import check_digit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

SMALL = {"width": 1280, "height": 800}
LARGE = {"width": 1920, "height": 1080}
LOST = "guy lost his only fob n his phase isnt out"
BARE = "2T2BAMCA0RC012345"
VIN = BARE[:8] + check_digit(BARE) + BARE[9:]

Open = Callable[..., "Page"]


@pytest.fixture(scope="module")
def console_door() -> Iterator[ConsoleDoor]:
    with running_console() as door:
        yield door


@pytest.fixture
def sign_in(browser: Browser, console_door: ConsoleDoor) -> Iterator[Open]:
    """Signs somebody in by keyboard; afterwards, no page may have broken its policy or failed."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_one(name: str = "maria", viewport: dict[str, int] = SMALL, **more: Any) -> Page:
        context = browser.new_context(viewport=viewport, **more)  # type: ignore[arg-type]
        context.grant_permissions(["clipboard-read", "clipboard-write"])
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
        page.goto(f"{console_door.url}/agent")
        enter(page, name)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert wrong == []


def enter(page: Page, name: str = "maria") -> None:
    page.locator("#name").wait_for()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(WORDS)
    page.keyboard.press("Enter")
    page.locator("#keys li").first.wait_for()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def told(page: Page, text: str) -> None:
    page.locator("#told", has_text=text).wait_for()


def test_a_whole_call_by_keyboard(sign_in: Open) -> None:
    page = sign_in()
    assert focused(page) == "ask"
    page.keyboard.type(LOST)
    page.locator("#script", has_text="goodwill gesture").wait_for()
    page.locator("blockquote", has_text="as a goodwill gesture").wait_for()
    page.locator("section.never", has_text="Never offer it unasked").wait_for()

    page.keyboard.press("F2")
    told(page, "Fill in first: guest name, dealer name.")
    page.keyboard.type("Ana López")
    page.keyboard.press("Enter")
    page.keyboard.type("Lexus of Plano")
    page.keyboard.press("Enter")
    told(page, "Copied: Goodwill key")
    assert "situation, Ana López. Your" in copied(page)
    assert "Please call Lexus of Plano ahead" in copied(page)
    assert focused(page) == "ask"

    page.keyboard.press("F8")
    assert focused(page) == "vin"
    page.keyboard.press("Tab")
    page.keyboard.type("rx350h")
    page.keyboard.press("Tab")
    page.keyboard.type("dec 2023")
    page.locator("#sentence", has_text="in phase 6 or 7").wait_for()
    page.locator("section.changes", has_text="If built from July 1, 2023").wait_for()
    page.locator("section.rows", has_text="November 15, 2022 to ongoing").wait_for()
    page.keyboard.press("F4")
    told(page, "The sentence is copied.")
    assert copied(page).startswith("Your RX built in December 2023 is in the program")

    page.keyboard.press("F9")
    page.keyboard.type("travels for work")
    page.keyboard.press("Shift+F9")
    told(page, "The summary of the call is copied.")
    summary = copied(page)
    for part in ("(23LJ01)", "Agent: Maria", "Guest: Ana López", "Vehicle: RX, built 2023-12",
                 "Verdict: in the program, later phase: phase 6 or 7 (as of January 31, 2024)",
                 "Topics: Goodwill key", "Advice given:", "travels for work"):  # fmt: skip
        assert part in summary

    page.keyboard.press("Escape")
    assert focused(page) == "ask"
    page.keyboard.press("Escape")
    assert page.locator("#ask").input_value() == ""

    page.keyboard.press("Shift+F8")
    told(page, "Press Shift F8 again")
    assert page.locator("#notes").input_value() == "travels for work"
    page.keyboard.press("Shift+F8")
    told(page, "A new call.")
    for field in ("vin", "model", "built", "notes", "guest-name", "dealer-name"):
        assert page.locator(f"#{field}").input_value() == ""
    assert "Ana" not in page.locator("#summary").inner_text()
    assert focused(page) == "ask"


def test_three_topics_and_the_arrows(sign_in: Open) -> None:
    page = sign_in()
    page.keyboard.type("what do i brng to the apointment")
    page.locator("#topics li", has_text="What to bring").wait_for()
    assert page.locator("#topics li").count() <= 3
    first = page.locator("#topics [aria-selected=true]").inner_text()
    page.keyboard.press("ArrowDown")
    assert page.locator("#topics [aria-selected=true]").inner_text() != first
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    told(page, "Copied: What to bring")
    assert "original Smart Key" in copied(page)


def test_a_vin_letter_by_letter_from_the_ask_box_to_the_card(sign_in: Open) -> None:
    page = sign_in()
    page.keyboard.type("2T2", delay=60)
    page.locator("#heard", has_text="Lexus, built in Canada").wait_for()
    page.keyboard.press("F8")
    assert (focused(page), page.locator("#vin").input_value()) == ("vin", "2T2")
    assert page.locator("#ask").input_value() == ""
    page.keyboard.type(VIN[3:], delay=10)
    page.locator("#vin-so-far", has_text="Valid. Read it back.").wait_for()
    assert page.locator("#boxes").inner_text().replace("\n", "") == VIN
    page.locator("#sentence", has_text="In which month and year was your RX built?").wait_for()
    page.keyboard.press("F4")
    told(page, "The question is copied.")
    page.locator("#vin").fill(VIN[:11] + "9" + VIN[12:])
    page.locator("#vin[aria-invalid=true]").wait_for()


def test_facts_that_are_heard_are_taken_over(sign_in: Open) -> None:
    page = sign_in()
    page.keyboard.type("he has an nx built august 2023 is it in")
    page.locator("#heard", has_text="Heard: NX, built 2023-08.").wait_for()
    page.keyboard.press("F8")
    assert page.locator("#model").input_value() == "NX"
    page.locator("#sentence", has_text="Good news").wait_for()


def test_a_reload_or_signing_in_again_loses_nothing(
    sign_in: Open, console_door: ConsoleDoor
) -> None:
    page = sign_in()
    page.keyboard.type(LOST)
    page.locator("#guest-name").fill("Ana")
    page.locator("#notes").fill("hello")
    page.locator("#model").fill("GX")
    page.reload()
    page.locator("#script").wait_for()
    assert page.locator("#ask").input_value() == LOST
    assert page.locator("#script input").first.input_value() == "Ana"
    assert page.locator("#notes").input_value() == "hello"
    page.context.clear_cookies()
    page.locator("#model").fill("GX 460")
    enter(page)
    assert page.locator("#notes").input_value() == "hello"
    page.get_by_role("button", name="Sign out").click()
    enter(page)
    assert page.locator("#notes").input_value() == ""


def test_nothing_of_the_console_is_there_before_signing_in(
    browser: Browser, console_door: ConsoleDoor
) -> None:
    context = browser.new_context()
    page = context.new_page()
    fetched: list[str] = []
    page.on("response", lambda answer: fetched.append(answer.url))
    page.goto(f"{console_door.url}/agent")
    page.get_by_role("button", name="Sign in").wait_for()
    page.get_by_role("link", name="guests' page").wait_for()
    assert not [url for url in fetched if "console" in url]
    page.locator("#name").fill("maria")
    page.locator("#password").fill("wrong")
    page.keyboard.press("Enter")
    page.locator("#told", has_text="The name or the password is not right.").wait_for()
    assert focused(page) == "password"
    context.close()


def test_the_disclosure_form_takes_over_what_is_known(sign_in: Open) -> None:
    pytest.importorskip("reportlab")
    page = sign_in()
    page.locator("#vin").fill(VIN)
    page.locator("#built").fill("12/23")
    page.locator("#sentence", has_text="in phase 6 or 7").wait_for()
    page.locator("#guest-name").fill("Ana")
    page.keyboard.press("Shift+F4")
    assert page.locator("#form-vin").input_value() == VIN
    assert page.locator("#form-guest_name").input_value() == "Ana"
    page.keyboard.press("Enter")
    page.locator(".trouble", has_text="dealer's name is needed").wait_for()
    page.locator("#form-dealer_name").fill("Lexus of Plano")
    page.locator("#form-mobile_phone").fill("469 555 0123")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="The form is made").wait_for()
    page.get_by_role("button", name="Copy subject").click()
    assert copied(page) == f"Disclosure Form 23LJ01 {VIN}"
    with page.expect_download() as download:
        page.get_by_role("link", name="Open the PDF").click()
    assert download.value.suggested_filename == "disclosure-form-23LJ01-012345.pdf"
    assert findings(page) == []
    page.keyboard.press("Escape")
    assert focused(page) == "ask"


def test_the_corner_is_there_for_editors_only(sign_in: Open) -> None:
    agent = sign_in()
    assert not agent.get_by_role("button", name="Knowledge").is_visible()
    editor = sign_in("eddie")
    editor.get_by_role("button", name="Knowledge").click()
    editor.locator("#unanswered", has_text="can I get a third key").wait_for()
    editor.locator("#coverage", has_text="Filing the claim").wait_for()
    assert findings(editor) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [SMALL, LARGE], ids=["1280", "1920"])
def test_axe_finds_nothing_and_nothing_jumps(
    sign_in: Open, viewport: dict[str, int], scheme: str
) -> None:
    page = sign_in(viewport=viewport, color_scheme=scheme)
    places = """() => [...document.querySelectorAll(
        '.panel, #ask, .three, #vin, #model, #verdict, #notes, #summary, .foot, .bar')]
        .map(node => { const r = node.getBoundingClientRect();
                       return [node.id || node.className, r.x, r.y, r.width, r.height]; })"""
    assert findings(page) == []
    before = page.evaluate(places)
    page.keyboard.type(LOST)
    page.locator("#script").wait_for()
    page.locator("#vin").fill("2T2")
    page.locator("#model").fill("ux")
    page.locator("#built").fill("1/15/23")
    page.locator("#sentence").wait_for()
    page.keyboard.press("F2")
    told(page, "Fill in first")
    assert page.evaluate(places) == before
    assert findings(page) == []
    fits = "[document.documentElement.scrollHeight <= innerHeight," \
           " document.documentElement.scrollWidth <= innerWidth]"  # fmt: skip
    assert page.evaluate(fits) == [True, True]
    page.keyboard.press("F1")
    page.get_by_role("heading", name="Keys").wait_for()
    assert findings(page) == []
