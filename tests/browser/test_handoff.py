"""A guest in the chat and an agent at the console, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from running_door import DESKTOP, PHONE
from running_house import WORDS, House, running_house
from test_accessibility import findings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

pytestmark = pytest.mark.browser

VIN = "JTJBAMBZ8P5012345"
Open = Callable[..., "Page"]


@pytest.fixture(scope="module")
def _house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(Path(tmp_path_factory.mktemp("house"))) as house:
        yield house


@pytest.fixture
def house(_house: House) -> House:
    _house.bot.away = False
    return _house


@pytest.fixture
def open_one(browser: Browser, house: House) -> Iterator[Open]:
    """Opens somebody's page; afterwards, none may have broken its policy or thrown an error."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(path: str = "", *, viewport: dict[str, int] = DESKTOP, **more: Any) -> Page:
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
        page.goto(house.url + path)
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:  # Nobody is left in the queue, and no agent at the console.
            # Exact: the agents' "Hand back to the assistant" goes by itself when the guest leaves.
            end = page.get_by_role("button", name="Back to the assistant", exact=True)
            if end.is_visible():
                end.click()
                end.wait_for(state="hidden")
            if page.locator("#sign-out").count():
                page.locator("#sign-out").click()
                page.locator("input[type=password]").wait_for()
        context.close()
    assert wrong == []


@pytest.fixture
def guest(open_one: Open) -> Page:
    return chat(open_one())


def chat(page: Page) -> Page:
    page.get_by_role("button", name="Ask about your key").click()
    page.get_by_role("button", name="Is it free of charge?").wait_for()
    return page


@pytest.fixture
def console(open_one: Open) -> Callable[[str], Page]:
    def sign_in(name: str) -> Page:
        page = open_one("/agent")
        page.locator("input[autocomplete=username]").fill(name)
        page.locator("input[type=password]").fill(WORDS)
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Guests").click()
        page.locator("#taking:checked").wait_for()
        return page

    return sign_in


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Your message").fill(text)
    page.keyboard.press("Enter")


def turn(page: Page, text: str) -> Locator:
    found = page.locator(".turn", has_text=text).last
    found.wait_for()
    return found


def ask(guest: Page) -> None:
    say(guest, "I would like to talk to a person")
    guest.get_by_role("button", name="Chat with a person now").click()
    turn(guest, "I have asked for a person")


def reply(agent: Page, text: str) -> None:
    agent.get_by_label("To the guest").fill(text)
    agent.keyboard.press("Enter")


def test_the_whole_way(guest: Page, console: Callable[[str], Page], house: House) -> None:
    dana = console("dana")
    say(guest, "second key for my nx, built August 2023")
    turn(guest, "It belongs to phase 5")
    ask(guest)
    heard = len(house.bot.heard)
    assert guest.get_by_text("Waiting for a person").is_visible()
    dana.get_by_role("button", name="Guests").get_by_text("1").wait_for()
    dana.get_by_role("button", name="Take", exact=True).click()
    turn(dana, "second key for my nx, built August 2023")
    turn(guest, "Dana has joined")
    assert guest.get_by_text("You are chatting with Dana", exact=True).is_visible()
    assert guest.get_by_role("dialog").get_by_text("Automated assistant", exact=True).count() == 0
    reply(dana, "Hello, this is Dana. What is your VIN?")
    turn(guest, "What is your VIN?")
    say(guest, VIN)
    turn(dana, VIN)
    assert len(house.bot.heard) == heard
    dana.get_by_role("button", name="Hand back to the assistant").click()
    turn(guest, "Dana has handed the conversation back")
    assert guest.get_by_text("You are chatting with Dana", exact=True).is_hidden()
    say(guest, "what do I have to bring")
    turn(guest, "original Smart Key")


def test_both_reload_and_nothing_is_lost(guest: Page, console: Callable[[str], Page]) -> None:
    dana = console("dana")
    ask(guest)
    dana.get_by_role("button", name="Take", exact=True).click()
    say(guest, f"before {VIN}")
    turn(dana, f"before {VIN}")
    guest.reload()
    turn(guest, f"before {VIN}")
    reply(dana, "Welcome back")
    turn(guest, "Welcome back")
    dana.get_by_label("To the guest").fill("half a sen")
    dana.reload()
    dana.get_by_role("button", name="Guests").click()
    turn(dana, "Welcome back")
    assert dana.get_by_label("To the guest").input_value() == "half a sen"
    say(guest, "still there?")
    turn(dana, "still there?")
    assert guest.locator(".turn", has_text="Welcome back").count() == 1
    guest.get_by_role("button", name="Back to the assistant").click()
    turn(guest, "It is me again, the automated assistant")
    dana.get_by_text("This chat has ended").wait_for()


def test_the_house_is_restarted_in_the_middle(
    guest: Page, console: Callable[[str], Page], house: House
) -> None:
    dana = console("dana")
    ask(guest)
    dana.get_by_role("button", name="Take", exact=True).click()
    turn(guest, "Dana has joined")
    house.close()
    say(guest, "written while the house was closed")
    reply(dana, "me too")
    guest.get_by_text("Your message is kept").wait_for()
    house.open()
    guest.get_by_role("button", name="Try now").click()
    turn(dana, "written while the house was closed")
    turn(guest, "me too")
    assert dana.locator(".turn.waits").count() == 0
    guest.locator(".guest.waits").wait_for(state="detached")


def test_the_bot_is_killed_meanwhile(
    guest: Page, console: Callable[[str], Page], house: House
) -> None:
    dana = console("dana")
    ask(guest)
    dana.get_by_role("button", name="Take", exact=True).click()
    house.bot.away = True
    say(guest, "are you there?")
    turn(dana, "are you there?")
    reply(dana, "yes, I am")
    turn(guest, "yes, I am")


def test_two_agents_take_the_same_guest(guest: Page, console: Callable[[str], Page]) -> None:
    dana, lee = console("dana"), console("lee")
    ask(guest)
    for agent in (dana, lee):
        agent.get_by_role("button", name="Read").click()
        turn(agent, "I would like to talk to a person")
    # Lee's page has not heard yet that Dana was quicker.
    lee.context.route("**/events**", lambda route: route.abort())
    dana.get_by_role("button", name="Take this guest").click()
    turn(guest, "Dana has joined")
    button = lee.get_by_role("button", name="Take this guest")
    if button.is_visible():
        button.click()
        lee.get_by_text("Dana has taken this guest.").wait_for()
    else:
        lee.get_by_text("Dana has this guest").wait_for()
    assert guest.locator(".turn", has_text="has joined").count() == 1


def test_nobody_comes_and_the_guest_leaves_a_number_by_keyboard(
    guest: Page, console: Callable[[str], Page], house: House
) -> None:
    dana = console("dana")
    ask(guest)
    house.offset += timedelta(seconds=121)  # Never back: time does not either.
    told = turn(guest, "nobody was free")
    assert "1-800-255-3987" in told.inner_text()
    guest.get_by_role("button", name="Ask for a call-back").focus()
    guest.keyboard.press("Enter")
    guest.get_by_text("is deleted after 90 days").wait_for()
    form = guest.get_by_role("form", name="Ask for a call-back")
    form.get_by_label("Your name").fill("Robin Miller")
    form.get_by_label("Phone number").fill("555-1234")
    guest.keyboard.press("Enter")
    form.get_by_text("This number seems too short").wait_for()
    phone = form.get_by_label("Phone number")
    assert phone.get_attribute("aria-invalid") == "true"
    assert phone.evaluate("node => node.getRootNode().activeElement === node")
    described = phone.get_attribute("aria-describedby")
    assert "too short" in form.locator(f"#{described}").inner_text()
    assert findings(guest) == []
    phone.fill("(214) 748-3647")
    form.get_by_label("I agree").check()
    form.get_by_role("button", name="Leave the request").click()
    turn(guest, "your call-back request is with our people")
    assert guest.get_by_text("748-3647").count() == 0
    back = dana.locator("#backs > li", has_text="Robin Miller")
    back.get_by_role("button", name="Take").click()
    back.get_by_text("(214) 748-3647").wait_for()
    back.get_by_label("Note").fill("Reached at noon")
    back.get_by_role("button", name="Keep note").click()
    back.get_by_text("Reached at noon").wait_for()
    assert findings(dana) == []
    back.get_by_role("button", name="Done").click()
    back.wait_for(state="detached")


def test_with_nobody_there_only_a_call_back_is_offered(guest: Page) -> None:
    say(guest, "I would like to talk to a person")
    turn(guest, "Nobody is at the chat right now")
    assert guest.get_by_role("button", name="Chat with a person now").count() == 0
    assert guest.get_by_role("button", name="Ask for a call-back").is_visible()


def test_a_message_to_a_closed_chat_is_shown_on_its_button(
    guest: Page, console: Callable[[str], Page]
) -> None:
    dana = console("dana")
    ask(guest)
    dana.get_by_role("button", name="Take", exact=True).click()
    turn(guest, "Dana has joined")
    guest.get_by_role("button", name="Close the chat").click()
    reply(dana, "One moment please")
    guest.get_by_role("button", name="New message from Dana").click()
    turn(guest, "One moment please")


def test_where_no_stream_comes_through_the_pages_ask(
    guest: Page, console: Callable[[str], Page]
) -> None:
    for page in (guest,):
        page.context.route(
            "**/api/conversation/events",
            lambda route: (
                route.abort()
                if "event-stream" in route.request.headers.get("accept", "")
                else route.continue_()
            ),
        )
    dana = console("dana")
    ask(guest)
    dana.get_by_role("button", name="Take", exact=True).click()
    reply(dana, "hello without a stream")
    turn(guest, "hello without a stream")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_one: Open, console: Callable[[str], Page], scheme: str) -> None:
    dana = console("dana")
    dana.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    guest = chat(open_one(viewport=PHONE, color_scheme=scheme, reduced_motion="reduce"))
    ask(guest)
    assert findings(guest) == []
    dana.get_by_role("button", name="Read").wait_for()
    assert findings(dana) == []
    dana.get_by_role("button", name="Take", exact=True).click()
    reply(dana, "Hello")
    turn(guest, "Hello")
    assert findings(guest) == []
    assert findings(dana) == []
    for button in guest.get_by_role("dialog").get_by_role("button").all():
        box = button.bounding_box()
        assert box is None or min(box["width"], box["height"]) >= 44
