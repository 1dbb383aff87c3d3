"""One turn of a call: from where it stood and what was heard to what is said now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.desk.desk import Desk
from assistant.desk.opening import moment_of
from assistant.knowledge import Knowledge
from assistant.language.vin_pieces import VinPieces, spelt
from assistant.web.phone import commands, keys, vin_talk
from assistant.web.phone.commands import Command
from assistant.web.phone.conversing import Conversing, in_thread
from assistant.web.phone.ear import plain
from assistant.web.phone.heard import Heard
from assistant.web.phone.keypad import Keypad
from assistant.web.phone.letters import in_words
from assistant.web.phone.people import nobody_answered, to_a_person
from assistant.web.phone.replies import WHAT_ELSE, is_goodbye, scene_of
from assistant.web.phone.scene import CallState, Scene, Spoken
from assistant.web.phone.spelling import spelled
from assistant.web.phone.vin_talk import VinTurn

TextMe = Callable[[str, str], Awaitable[None]]
"""Called with the caller's number and a text; sends it there."""

GREETING = (
    "Welcome to the Lexus Second Key Delivery Program. I am an automated assistant. Ask me in your "
    "own words, or press star to hear the keys. For a person, press 0 at any time. "
    "How may I help you?"
)
UNSURE = 0.4
"""Words that the recogniser trusts less than this are confirmed first."""
_LONGEST_ECHO = 14
"""Words; more of them are not read back but asked for again."""
_SILENCES = 2
"""So often a silent caller is asked again before a person is sought."""
_MISSES = 2
"""After so many turns without an answer a person is offered."""
_VIN_MISSES = 3
_GOODBYE = "Thank you for calling. Goodbye."
_WITHOUT_VIN = "No problem, we can do without it."
_CHECK = "Is my car in the program?"


@dataclass(frozen=True)
class Turn:
    """When and from whom a turn comes."""

    number: int
    now: datetime
    """An aware time."""
    caller: str
    """The caller's number, for "text me that" only; never kept."""


Step = tuple[CallState, Spoken]


class Talk:
    """Holds calls. It keeps nothing itself: a call is its state."""

    def __init__(self, desk: Desk, conversing: Conversing, *, text_me: TextMe | None = None):
        self._desk, self._conversing, self._text_me = desk, conversing, text_me

    @property
    def knowledge(self) -> Knowledge:
        return self._desk.knowledge

    def greet(self, conversation: str) -> Step:
        """The first words of a call."""
        return _say(CallState(conversation), Scene(text=GREETING))

    async def turn(self, state: CallState, heard: Heard, turn: Turn) -> Step:
        """Take in what was heard. Raises AssistantError when neither bot nor desk can answer."""
        if heard.transfer:
            return self._after_transfer(state, heard, turn)
        if heard.is_silence or (not heard.digits and commands.is_noise(heard.speech)):
            return self._silence(state, turn)
        state = replace(state, silences=0, keypad=bool(heard.digits))
        if heard.digits:
            pressed = Keypad(self.knowledge.program).pressed(heard.digits, state.scene)
            if pressed.command:
                return await self._command(state, pressed.command, turn)
            if pressed.scene:
                return _say(state, pressed.scene, new=False)
            return await self._said(state, pressed.words, turn)
        return await self._spoke(state, heard, turn)

    async def _spoke(self, state: CallState, heard: Heard, turn: Turn) -> Step:
        scene, text = state.scene, heard.speech
        telling = scene.vin is not None
        command = commands.command(text)
        if command and not (telling and command == "goodbye" and vin_talk.finishes(text)):
            return await self._command(state, command, turn)
        short_answer = scene.asks in ("heard", "person") and (
            commands.says_yes(text) or commands.says_no(text)
        )
        starts_vin = telling or vin_talk.begins(text, self.knowledge.program.vin)
        unsure = heard.confidence is not None and heard.confidence < UNSURE
        if unsure and not short_answer and not starts_vin:
            return self._did_you_say(state, text)
        return await self._said(state, text, turn)

    async def _said(self, state: CallState, text: str, turn: Turn) -> Step:
        """Words that count, by mouth or by key."""
        scene, facts = state.scene, self.knowledge.program.vin
        if scene.asks == "heard" and commands.says_no(text) and len(text.split()) <= 3:
            return _once_more(state, "I am sorry. Please say it again in a few words.")
        if scene.asks == "heard" and commands.says_yes(text):
            return await self._said(state.back(), scene.doubtful, turn)
        if scene.asks == "person" and commands.says_yes(text):
            return self._to_person(state, turn)
        if scene.vin is not None:
            return await self._vin(state, scene.vin, text, turn)
        if scene.asks in ("else", "person") and commands.says_no(text) and len(text.split()) <= 3:
            if scene.asks == "else":
                return state, Spoken(_GOODBYE, rate=state.rate, hang_up=True)
            return _say(state, Scene(f"All right. {WHAT_ELSE}", asks="else"))
        if vin_talk.begins(text, facts):
            return self._vin_turn(state, vin_talk.opening(text, facts))
        return await self._ask(state, commands.chosen(text, scene.choices) or text, turn)

    async def _vin(self, state: CallState, pieces: VinPieces, text: str, turn: Turn) -> Step:
        """While a VIN is told, a question in between is answered, and the VIN goes on."""
        if vin_talk.leaves(text):
            left = replace(state, scene=Scene())
            return await self._ask(left, _CHECK, turn, lead=_WITHOUT_VIN)
        if await self._is_question(text, turn):
            step, spoken = await self._ask(state, text, turn, aside=True)
            if spoken.dial or spoken.hang_up or step.scene.asks == "person":
                return step, spoken
            answer = step.scene.text.removesuffix(WHAT_ELSE).rstrip()
            again = f"{answer} Now, back to your VIN. {_question(state.scene)}"
            return _say(state, state.scene, new=False, instead=again)
        told = vin_talk.hear(pieces, text, state.scene.asks, self.knowledge.program.vin)
        if told.done:
            done = replace(state, scene=Scene(), misses=0)
            return await self._ask(done, f"my VIN is {told.done}", turn, lead=told.text)
        return self._vin_turn(state, told)

    def _vin_turn(self, state: CallState, told: VinTurn) -> Step:
        misses = state.misses + 1 if told.missed else 0
        scene = Scene(told.text, told.keys, told.asks, told.pieces)
        if misses >= _VIN_MISSES:
            scene = replace(
                scene,
                text=f"{told.text} Or say: without the VIN. Then the model and the month it was "
                "built will do.",
            )
        return self._reading_keys(replace(state, misses=misses), scene)

    async def _is_question(self, text: str, turn: Turn) -> bool:
        """Whether this is about the program and no piece of a VIN ("is it free" has a 3 in it)."""
        words = len(text.split())
        if words < 3 or len(spelt(text)) * 2 > words:
            return False
        if commands.says_no(text) or commands.points(text):
            return False
        moment = moment_of(None, turn.now)
        said = await in_thread(lambda: self._desk.understand(text, moment))
        return said.intent in ("faq", "talk_to_person")

    async def _ask(
        self, state: CallState, text: str, turn: Turn, *, lead: str = "", aside: bool = False
    ) -> Step:
        """The message to the conversation, and its replies to the caller.

        After a question `aside`, what the conversation would ask next is left out.
        """
        replies = await self._conversing.say(state.conversation, turn.number, text, now=turn.now)
        last = replies[-1]
        if last["outcome"] == "handoff":
            return self._to_person(state, turn)
        if is_goodbye(replies):
            return state, Spoken(_GOODBYE, rate=state.rate, hang_up=True)
        misses = state.misses + 1 if last["outcome"] == "fallback" else 0
        state = replace(state, misses=misses)
        if misses >= _MISSES and to_a_person(self.knowledge.program, turn.now).number:
            text = "I am sorry, I still have no answer to that. Would you like to talk to a person?"
            return self._reading_keys(state, Scene(text, keys.YES_NO, "person"))
        scene = scene_of(replies[:1] if aside else replies)
        if lead:
            scene = replace(scene, text=f"{lead} {scene.text}")
        return self._reading_keys(state, scene)

    async def _command(self, state: CallState, command: Command, turn: Turn) -> Step:
        scene = state.scene
        if command == "person":
            return self._to_person(state, turn)
        if command == "goodbye":
            return state, Spoken(_GOODBYE, rate=state.rate, hang_up=True)
        if command == "repeat":
            return _say(state, scene, new=False)
        if command == "slower":
            state = replace(state, rate=min(state.rate + 1, 2))
            return _say(state, scene, new=False, lead="Of course.")
        if command == "back":
            lead = "" if state.before else "That was the beginning."
            back = state.back()
            return _say(back, back.scene, new=False, lead=lead)
        if command == "keys":
            text, meant = Keypad(self.knowledge.program).help(scene)
            return _say(state, replace(scene, keys=meant), new=False, instead=text)
        if command == "text":
            return await self._text(state, turn)
        return self._spell(state)

    def _spell(self, state: CallState) -> Step:
        scene = state.scene
        reading = scene.vin.reading(self.knowledge.program.vin) if scene.vin is not None else None
        if reading is not None and reading.heard:
            text = f"I have: {in_words(reading.vin or reading.heard)}. {_question(scene)}"
        elif scene.spellings:
            text = f"{spelled(scene.spellings)} {_question(scene)}"
        else:
            text = f"There was no address and no number in that. {_question(scene)}"
        return _say(state, scene, new=False, instead=text)

    async def _text(self, state: CallState, turn: Turn) -> Step:
        if self._text_me is None or not turn.caller:
            text = "I am sorry, I cannot send texts from this line. I can repeat it, or spell it."
        else:
            await self._text_me(turn.caller, plain(state.scene.text))
            text = "It is on its way to the number that you are calling from."
        return _say(state, state.scene, new=False, instead=f"{text} {_question(state.scene)}")

    def _did_you_say(self, state: CallState, text: str) -> Step:
        state = replace(state, misses=state.misses + 1)
        if len(text.split()) > _LONGEST_ECHO or state.scene.asks == "heard":
            return _once_more(
                state, "I am sorry, I could not hear that well. Please say it in a few words."
            )
        asked = f"I am not sure I heard you well. Did you say: {text.rstrip('.?! ')}?"
        return self._reading_keys(state, Scene(asked, keys.YES_NO, "heard", doubtful=text))

    def _silence(self, state: CallState, turn: Turn) -> Step:
        state = replace(state, silences=state.silences + 1)
        if state.silences > _SILENCES:
            transfer = to_a_person(self.knowledge.program, turn.now)
            text = f"I cannot hear you, and a person may help you better. {transfer.text}"
            if not transfer.number:
                return state, Spoken(f"{text} {_GOODBYE}", rate=state.rate, hang_up=True)
            return state, Spoken(text, rate=state.rate, dial=transfer.number)
        scene = state.scene
        if state.silences == 1:
            text = f"I am sorry, I did not hear you. {_question(scene)}"
            return _say(state, scene, new=False, instead=text)
        help_text, meant = Keypad(self.knowledge.program).help(scene)
        text = f"I still cannot hear you. You can use the keys. {help_text}"
        return _say(state, replace(scene, keys=meant), new=False, instead=text)

    def _to_person(self, state: CallState, turn: Turn) -> Step:
        transfer = to_a_person(self.knowledge.program, turn.now)
        if transfer.number:
            return state, Spoken(transfer.text, rate=state.rate, dial=transfer.number)
        if state.scene.vin is not None or state.scene.asks in ("model", "built", "plant"):
            text = f"{transfer.text} Meanwhile, I can help. {_question(state.scene)}"
            return _say(state, state.scene, new=False, instead=text)
        return _say(state, Scene(f"{transfer.text} {WHAT_ELSE}", asks="else"))

    def _after_transfer(self, state: CallState, heard: Heard, turn: Turn) -> Step:
        if heard.transfer == "completed":
            return state, Spoken(_GOODBYE, rate=state.rate, hang_up=True)
        text = nobody_answered(self.knowledge.program, turn.now)
        return _say(state, Scene(f"{text} {WHAT_ELSE}", asks="else"))

    def _reading_keys(self, state: CallState, scene: Scene) -> Step:
        """Who uses the keys hears them with every question."""
        if not state.keypad or scene.asks == "else":
            return _say(state, scene)
        text, meant = Keypad(self.knowledge.program).choices(scene)
        return _say(state, replace(scene, text=f"{scene.text} {text}".strip(), keys=meant))


def _say(
    state: CallState, scene: Scene, *, new: bool = True, lead: str = "", instead: str = ""
) -> Step:
    """The scene's text, or something else while it stays."""
    state = state.to(scene) if new else replace(state, scene=scene)
    text = instead or f"{lead} {scene.text}".strip()
    return state, Spoken(text, asks=scene.asks, rate=state.rate)


def _once_more(state: CallState, text: str) -> Step:
    """Asks for words again, where the call stood before the doubt."""
    state = state.back() if state.scene.asks == "heard" else state
    return _say(state, state.scene, new=False, instead=text)


def _question(scene: Scene) -> str:
    """The last question of a scene, to be asked again by itself."""
    text = scene.text.rstrip()
    if not text.endswith("?"):
        return "Please go on." if scene.vin is not None else "What would you like to know?"
    start = max(text.rfind(mark, 0, -1) for mark in (". ", "! ", "? ", ": "))
    return text[start + 2 :] if start >= 0 else text
