"""What a guest does in the chat, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from chat_page import answer, field, say, settled, start
from running_door import Door

if TYPE_CHECKING:
    from chat_page import OpenPage

pytestmark = pytest.mark.browser


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
