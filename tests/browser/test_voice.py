"""Speaking with the chat, in a real browser with a made-up ear and mouth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from running_door import DESKTOP, PHONE, Door
from test_accessibility import findings

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from playwright.sync_api import Locator, Page

    OpenPage = Callable[..., Page]

pytestmark = pytest.mark.browser

SPEECH = (Path(__file__).parent / "fake_speech.js").read_text(encoding="utf-8")
NO_SPEECH = (
    "for (const name of ['SpeechRecognition', 'webkitSpeechRecognition'])"
    " Object.defineProperty(window, name, {value: undefined});"
)
QUESTION = "what do I have to bring"


def start(open_page: OpenPage, speech: str = SPEECH, **more: Any) -> Page:
    """A page whose browser has this speech, the chat open."""
    page = open_page(**more)
    page.add_init_script(speech)
    page.reload()
    page.get_by_role("button", name="Ask about your key").click()
    page.get_by_role("button", name="Is it free of charge?").wait_for()
    return page


def mic(page: Page) -> Locator:
    return page.get_by_role("button", name="Speak", exact=True)


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your message")


def bar(page: Page) -> Locator:
    return page.get_by_role("group", name="Speaking")


def press(page: Page, name: str) -> None:
    bar(page).get_by_role("button", name=name).click()


def listen(page: Page) -> None:
    """Agree, and wait until the browser listens."""
    mic(page).click()
    press(page, "Use the microphone")
    bar(page).get_by_text("Listening").wait_for()


def hear(page: Page, text: str, *, final: bool = True) -> None:
    page.evaluate("([text, final]) => fakeSpeech.say(text, final)", [text, final])


def speak(page: Page, text: str) -> None:
    hear(page, text)
    press(page, "Send now")


def read_aloud(page: Page) -> str:
    text: str = page.evaluate("fakeSpeech.read.map(({ text }) => text).join(' ')")
    return text


def ask_aloud(page: Page) -> None:
    """Up to where the answer is being read."""
    listen(page)
    speak(page, QUESTION)
    bar(page).get_by_text("Reading aloud").wait_for()


def silent(page: Page) -> bool:
    quiet: bool = page.evaluate("!fakeSpeech.queue.length && !fakeSpeech.listens()")
    return quiet and bar(page).is_hidden()


def test_before_the_microphone_is_asked_for_it_is_said_where_the_sound_goes(
    open_page: OpenPage,
) -> None:
    page = start(open_page)
    mic(page).click()
    sentence = bar(page).get_by_text("We receive only the text.")
    assert "depending on the browser it may send the sound to its maker" in sentence.inner_text()
    assert page.evaluate("fakeSpeech.asked()") == 0
    press(page, "Not now")
    assert bar(page).is_hidden()
    assert page.evaluate("fakeSpeech.asked()") == 0
    mic(page).click()
    press(page, "Use the microphone")
    bar(page).get_by_text("Listening").wait_for()
    # For the session, once is enough.
    page.reload()
    mic(page).click()
    bar(page).get_by_text("Listening").wait_for()


def test_what_was_said_is_seen_first_then_sent_and_answered_aloud(
    open_page: OpenPage, door: Door
) -> None:
    page = start(open_page)
    listen(page)
    assert mic(page).get_attribute("aria-pressed") == "true"
    hear(page, "what do I", final=False)
    assert field(page).input_value() == "what do I"
    hear(page, QUESTION)
    assert field(page).input_value() == QUESTION
    bar(page).get_by_text("Sending in 5").wait_for()
    assert door.bot.heard == []
    press(page, "Send now")
    page.locator(".bot", has_text="original Smart Key").wait_for()
    bar(page).get_by_text("Reading aloud").wait_for()
    assert [text for _, text, _ in door.bot.heard] == [QUESTION]
    assert read_aloud(page) == (
        "Bring the vehicle and its original Smart Key. It is used to program the new one."
    )
    assert page.evaluate("fakeSpeech.read[0].voice.name") == "Near"
    page.evaluate("fakeSpeech.readToTheEnd()")
    bar(page).wait_for(state="hidden")
    assert silent(page)
    assert mic(page).get_attribute("aria-pressed") == "false"


def test_a_pause_sends_and_speaking_on_waits(open_page: OpenPage, door: Door) -> None:
    page = start(open_page)
    listen(page)
    hear(page, "what do I have")
    bar(page).get_by_text("Sending in 4").wait_for()
    hear(page, "to bring")
    bar(page).get_by_text("Listening").wait_for()
    bar(page).get_by_text("Sending in 5").wait_for()
    page.evaluate("fakeSpeech.fallSilent()")
    assert mic(page).get_attribute("aria-pressed") == "false"
    page.locator(".bot", has_text="original Smart Key").wait_for()
    assert [text for _, text, _ in door.bot.heard] == [QUESTION]


def test_without_the_pause_only_a_press_sends(open_page: OpenPage, door: Door) -> None:
    page = start(open_page)
    mic(page).click()
    page.get_by_role("checkbox", name="Send what I said").uncheck()
    page.get_by_role("checkbox", name="Read the answers").uncheck()
    press(page, "Use the microphone")
    bar(page).get_by_text("Listening").wait_for()
    hear(page, QUESTION)
    bar(page).get_by_text("Is that right?").wait_for()
    assert door.bot.heard == []
    press(page, "Send now")
    page.locator(".bot", has_text="original Smart Key").wait_for()
    assert read_aloud(page) == ""


def test_what_was_said_can_be_changed_or_dropped(open_page: OpenPage, door: Door) -> None:
    page = start(open_page)
    field(page).fill("hello")
    listen(page)
    hear(page, "what do I have to sing")
    press(page, "Cancel")
    assert field(page).input_value() == "hello"
    assert silent(page)
    mic(page).click()
    bar(page).get_by_text("Listening").wait_for()
    hear(page, "what do I have to sing")
    press(page, "Edit")
    assert field(page).evaluate("node => node === node.getRootNode().activeElement")
    assert silent(page)
    field(page).fill(QUESTION)
    field(page).press("Enter")
    # It was spoken, so its answer is read.
    bar(page).get_by_text("Reading aloud").wait_for()
    assert [text for _, text, _ in door.bot.heard] == [QUESTION]


def test_typed_questions_are_answered_in_silence(open_page: OpenPage) -> None:
    page = start(open_page)
    ask_aloud(page)
    read = read_aloud(page)
    field(page).fill("is it free")
    field(page).press("Enter")
    page.locator(".bot", has_text="free of charge").last.wait_for()
    assert read_aloud(page) == read
    assert silent(page)


@pytest.mark.parametrize("key", ["a", "Escape", "ArrowDown"])
def test_a_key_stops_the_reading(open_page: OpenPage, key: str) -> None:
    page = start(open_page)
    ask_aloud(page)
    page.keyboard.press(key)
    bar(page).wait_for(state="hidden")
    assert silent(page)
    assert page.get_by_role("dialog").is_visible()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_stop_button_stops_the_reading(open_page: OpenPage, viewport: dict[str, int]) -> None:
    page = start(open_page, viewport=viewport)
    ask_aloud(page)
    press(page, "Stop")
    assert silent(page)
    assert mic(page).evaluate("node => node === node.getRootNode().activeElement")


def test_speaking_stops_the_reading_but_its_own_echo_does_not(
    open_page: OpenPage, door: Door
) -> None:
    page = start(open_page)
    ask_aloud(page)
    hear(page, "bring the vehicle and its original smart key")
    assert bar(page).get_by_text("Reading aloud").is_visible()
    hear(page, "how long does that take")
    bar(page).get_by_text("Sending in").wait_for()
    assert page.evaluate("!fakeSpeech.queue.length")
    assert field(page).input_value() == "how long does that take"
    press(page, "Send now")
    page.locator(".bot", has_text="about 45 minutes").wait_for()
    assert door.bot.heard[-1][1] == "how long does that take"


def test_stop_is_an_order_not_a_question(open_page: OpenPage, door: Door) -> None:
    page = start(open_page)
    ask_aloud(page)
    hear(page, "stop", final=False)
    bar(page).wait_for(state="hidden")
    assert silent(page)
    assert field(page).input_value() == ""
    assert len(door.bot.heard) == 1


def test_a_touch_screen_does_not_hear_itself(open_page: OpenPage) -> None:
    page = start(open_page, viewport=PHONE, has_touch=True, is_mobile=True)
    listen(page)
    speak(page, QUESTION)
    bar(page).get_by_text("Reading the answer aloud.").wait_for()
    assert not page.evaluate("fakeSpeech.listens()")


def test_closing_the_chat_ends_listening_and_reading(open_page: OpenPage) -> None:
    page = start(open_page)
    listen(page)
    page.get_by_role("button", name="Close the chat").click()
    assert not page.evaluate("fakeSpeech.listens()")
    page.get_by_role("button", name="Ask about your key").click()
    mic(page).click()
    bar(page).get_by_text("Listening").wait_for()
    speak(page, QUESTION)
    bar(page).get_by_text("Reading aloud").wait_for()
    page.get_by_role("button", name="Start over").click()
    assert silent(page)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("not-allowed", "The microphone is not allowed here."),
        ("audio-capture", "I cannot find a microphone."),
        ("no-speech", "I did not hear anything."),
        ("network", "speech service cannot be reached"),
        ("language-not-supported", "That did not work."),
    ],
)
def test_what_went_wrong_is_said_kindly(open_page: OpenPage, error: str, said: str) -> None:
    page = start(open_page)
    page.evaluate("error => { fakeSpeech.wrong = error; }", error)
    mic(page).click()
    press(page, "Use the microphone")
    bar(page).get_by_text(said).wait_for()
    assert said in page.locator(".unseen[aria-live=polite]").inner_text()
    assert mic(page).get_attribute("aria-pressed") == "false"
    field(page).fill("is it free")
    assert bar(page).is_hidden()


def test_silence_after_words_is_their_end(open_page: OpenPage) -> None:
    page = start(open_page)
    listen(page)
    hear(page, QUESTION, final=False)
    page.evaluate("fakeSpeech.silence()")
    bar(page).get_by_text("Sending in 5").wait_for()


def test_without_speech_there_is_no_button_and_nothing_is_loaded(open_page: OpenPage) -> None:
    page = start(open_page, NO_SPEECH)
    page.wait_for_timeout(300)
    assert mic(page).count() == 0
    loaded = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    assert not any("voice.js" in name for name in loaded)


def test_other_sites_have_the_button_too(open_page: OpenPage, door: Door) -> None:
    page = start(open_page, url=door.other_site)
    ask_aloud(page)


def test_by_keyboard_alone(open_page: OpenPage) -> None:
    page = start(open_page)
    field(page).focus()
    page.keyboard.press("Tab")
    assert mic(page).evaluate("node => node === node.getRootNode().activeElement")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # The focus is on "Use the microphone".
    bar(page).get_by_text("Listening").wait_for()
    hear(page, QUESTION)
    bar(page).get_by_text("Sending in").wait_for()
    page.keyboard.press("Escape")
    assert field(page).input_value() == QUESTION
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Space")
    bar(page).get_by_text("Listening").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift")
    page.locator(".bot", has_text="original Smart Key").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing(open_page: OpenPage, viewport: dict[str, int], scheme: str) -> None:
    page = start(open_page, viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    mic(page).wait_for()
    assert findings(page) == []
    mic(page).click()
    assert findings(page) == []
    press(page, "Use the microphone")
    hear(page, QUESTION)
    bar(page).get_by_text("Sending in").wait_for()
    assert findings(page) == []
    press(page, "Send now")
    bar(page).get_by_text("Reading aloud").wait_for()
    assert findings(page) == []
    moves = "document.querySelector('second-key-chat').shadowRoot.getAnimations().length"
    assert page.evaluate(moves) == 0
