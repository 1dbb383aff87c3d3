"""What a guest does in the chat, in a real browser."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from running_door import DESKTOP, PHONE, SMALL, Door

from assistant.web.waiting_line import ManyGuests

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page, Route

    OpenPage = Callable[..., Page]

pytestmark = pytest.mark.browser


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


def test_from_one_key_to_a_verdict(open_page: OpenPage) -> None:
    page = open_page()
    start(page)
    assert page.get_by_role("dialog").get_by_text("Automated assistant", exact=True).is_visible()
    say(page, "i got one key for my nx350, when do i get the second key")
    answer(page, "When was it built?")
    say(page, "August 2023")
    verdict = answer(page, "It belongs to phase 5")
    assert "as of January 31, 2024" in verdict.inner_text()
    settled(page)
    assert page.get_by_role("button", name="Send").is_enabled()


def test_a_button_says_its_title_and_leads_on(open_page: OpenPage, door: Door) -> None:
    page = open_page()
    start(page)
    page.get_by_role("button", name="What do I need to bring?").last.click()
    shown = answer(page, "original Smart Key")
    assert "Source: FAQ Q5, as of January 31, 2024" in shown.inner_text()
    page.get_by_role("button", name="How long does it take?").click()
    answer(page, "about 45 minutes")
    assert [text for _, text, _ in door.bot.heard] == [
        "What do I need to bring?",
        '/faq{"topic": "appointment_length"}',
    ]
    assert page.get_by_role("group", name="Suggested replies").is_hidden()


def test_the_pages_ask_box_opens_the_chat_with_the_question(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_label("Ask about your vehicle").fill("what do I have to bring")
    page.get_by_role("button", name="Ask", exact=True).click()
    answer(page, "original Smart Key")
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").is_hidden()


def test_a_reload_keeps_the_conversation_and_the_place_in_it(open_page: OpenPage) -> None:
    page = open_page()
    start(page)
    say(page, "Is my vehicle in the program?")
    answer(page, "Which model do you drive?")
    page.reload()
    answer(page, "Which model do you drive?")
    page.get_by_role("button", name="NX", exact=True).click()
    answer(page, "When was it built?")
    assert page.locator(".turn.guest").count() == 2


def test_a_reload_shows_a_vins_last_six_only(open_page: OpenPage) -> None:
    page = open_page()
    start(page)
    say(page, "JTJBAMBZ8P5012345")
    settled(page)
    assert page.locator(".guest", has_text="JTJBAMBZ8P5012345").is_visible()
    page.reload()
    page.locator(".guest", has_text="•••••••••••012345").wait_for()
    assert "JTJBAMBZ8P5" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_start_over_begins_anew(open_page: OpenPage, door: Door) -> None:
    page = open_page()
    start(page)
    say(page, "my vehicle is an NX")
    answer(page, "When was it built?")
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("button", name="Is it free of charge?").wait_for()
    assert page.locator(".turn.guest").count() == 0
    say(page, "Is my vehicle in the program?")
    answer(page, "Which model do you drive?")
    assert len({conversation for conversation, _, _ in door.bot.heard}) == 2


def test_thumbs_are_kept(open_page: OpenPage) -> None:
    page = open_page()
    start(page)
    say(page, "what do I have to bring")
    answer(page, "original Smart Key")
    page.get_by_role("button", name="Not helpful").click()
    page.get_by_text("Thank you for telling us.").wait_for()
    page.reload()
    pressed = page.get_by_role("button", name="Not helpful", pressed=True)
    pressed.wait_for()
    assert page.get_by_role("button", name="Helpful", exact=True, pressed=False).is_visible()


def test_offline_the_message_is_kept_and_sent_once(open_page: OpenPage, door: Door) -> None:
    page = open_page()
    start(page)
    page.context.set_offline(True)
    say(page, "what do I have to bring")
    page.get_by_role("status").get_by_text("Your message is kept").wait_for()
    say(page, "is it free of charge")
    page.wait_for_timeout(1500)
    assert door.bot.heard == []
    page.context.set_offline(False)
    answer(page, "free of charge")
    assert [text for _, text, _ in door.bot.heard] == [
        "what do I have to bring",
        "is it free of charge",
    ]
    assert page.get_by_role("status").inner_text() == ""
    turns = page.locator(".turn").all_inner_texts()
    assert [text.split(":")[0] for text in turns[1:]] == ["You", "Assistant", "You", "Assistant"]


def test_offline_and_reloaded_the_message_is_still_sent(open_page: OpenPage, door: Door) -> None:
    page = open_page()
    start(page)
    page.route("**/api/**", lambda route: route.abort())
    say(page, "what do I have to bring")
    page.get_by_role("status").get_by_text("cannot be reached").wait_for()
    page.reload()
    page.locator(".guest.waits", has_text="what do I have to bring").wait_for()
    page.unroute("**/api/**")
    page.get_by_role("button", name="Try now").click()
    answer(page, "original Smart Key")
    assert len(door.bot.heard) == 1


def test_among_many_guests_the_chat_says_so_and_asks_again_by_itself(
    open_page: OpenPage, door: Door
) -> None:
    page = open_page()
    start(page)
    told: list[str] = []

    def tell_twice(route: Route) -> None:
        if len(told) == 2:
            return route.continue_()
        told.append(json.loads(route.request.post_data or "{}")["id"])
        error = {"message": str(ManyGuests(retry_after=1)), "reference": "-"}
        return route.fulfill(status=503, headers={"Retry-After": "1"}, json={"error": error})

    page.route("**/api/conversation/messages", tell_twice)
    say(page, "what do I have to bring")
    status = page.get_by_role("status").get_by_text("Many guests are asking at once.")
    status.wait_for()
    assert "Your message is kept and is sent by itself" in status.inner_text()
    answer(page, "original Smart Key")
    settled(page)
    assert page.get_by_role("status").inner_text() == ""
    assert [text for _, text, _ in door.bot.heard] == ["what do I have to bring"]
    assert len(set(told)) == 1


def test_an_answer_that_got_lost_is_asked_for_again_not_the_question(
    open_page: OpenPage, door: Door
) -> None:
    page = open_page()
    start(page)
    lost: list[str] = []

    def lose_first(route: object) -> None:
        if lost:
            route.continue_()  # type: ignore[attr-defined]
        else:
            lost.append("answer")
            route.fetch()  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]

    page.route("**/api/conversation/messages", lose_first)
    say(page, "what do I have to bring")
    answer(page, "original Smart Key")
    assert lost == ["answer"]
    assert len(door.bot.heard) == 1
    assert page.locator(".bot", has_text="original Smart Key").count() == 1


def test_when_the_conversation_has_ended_a_new_one_begins_by_itself(open_page: OpenPage) -> None:
    page = open_page()
    start(page)
    say(page, "hello")
    answer(page, "How may I help with your second key?")
    page.evaluate(
        "key => sessionStorage.setItem(key, sessionStorage.getItem(key)"
        '.replace(/"token":"[^"]+"/, \'"token":"\' + \'x\'.repeat(43) + \'"\'))',
        page.evaluate("Object.keys(sessionStorage)[0]"),
    )
    page.reload()
    say(page, "what do I have to bring")
    answer(page, "original Smart Key")


def test_typing_is_shown_while_the_bot_thinks(open_page: OpenPage, door: Door) -> None:
    page = open_page()
    start(page)
    door.bot.delay = 1.0
    say(page, "what do I have to bring")
    page.locator(".typing").wait_for(state="visible")
    answer(page, "original Smart Key")
    assert page.locator(".typing").is_hidden()


def test_a_long_message_is_declined_before_it_is_sent(open_page: OpenPage, door: Door) -> None:
    page = open_page()
    start(page)
    say(page, "x" * 1001)
    page.get_by_text("1,001 of 1,000 characters").wait_for()
    assert field(page).get_attribute("aria-invalid") == "true"
    assert len(field(page).input_value()) == 1001
    assert door.bot.heard == []


def test_what_a_guest_types_never_becomes_markup(open_page: OpenPage) -> None:
    page = open_page()
    start(page)
    say(page, "<img src=x onerror=alert(1)><b>hello</b>")
    page.locator(".guest", has_text="<img src=x onerror=alert(1)><b>hello</b>").wait_for()
    settled(page)
    assert page.locator(".guest img, .guest b").count() == 0


def test_another_site_may_embed_the_widget(open_page: OpenPage, door: Door) -> None:
    page = open_page(door.other_site)
    start(page)
    say(page, "what do I have to bring")
    answer(page, "original Smart Key")
    page.reload()
    answer(page, "original Smart Key")


def test_a_site_that_is_not_listed_is_told_so(open_page: OpenPage, door: Door) -> None:
    page = open_page(door.strange_site)
    page.get_by_role("button", name="Ask about your key").click()
    page.get_by_text("automated assistant for the Second Key").wait_for()
    say(page, "what do I have to bring")
    page.wait_for_timeout(1500)
    assert door.bot.heard == []


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
