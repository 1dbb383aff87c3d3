"""What a guest meets while the answer cannot come: no connection, a crowd, a lost answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from chat_page import answer, say, settled, start
from running_door import Door

from assistant.web.waiting_line import ManyGuests

if TYPE_CHECKING:
    from chat_page import OpenPage
    from playwright.sync_api import Route

pytestmark = pytest.mark.browser


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

    def lose_first(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append("answer")
            route.fetch()
            route.abort()

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
