"""The guests' API: one conversation, opened by its token."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.errors import AssistantError, BotAway, SessionUnknown
from assistant.storage.conversations import Conversation, ConversationStore, Message
from assistant.web import presentation
from assistant.web.answering import Answer, Answering
from assistant.web.bodies import message_id, message_text, only, read_json
from assistant.web.faults import Malformed, NotThere
from assistant.web.handoff import shown as handoff_shown
from assistant.web.handoff.guest_api import GuestHandoffApi
from assistant.web.handoff.switchboard import Switchboard
from assistant.web.limits import Limit, network_of
from assistant.web.settings import WebSettings

T = TypeVar("T")

log = logging.getLogger(__name__)

_POLLS, _POLL_SECONDS = 40, 0.25
"""How long to wait for an answer that another request is already getting."""

Unanswered = Callable[[str, str | None], None]
"""Called with a question that found no answer, and the topic that came nearest."""


class ConversationApi:
    """The handlers, and what they share."""

    def __init__(
        self,
        settings: WebSettings,
        store: ConversationStore,
        answering: Answering,
        *,
        on_unanswered: Unanswered | None = None,
        switchboard: Switchboard | None = None,
    ) -> None:
        self._settings, self._store, self._answering = settings, store, answering
        self._switchboard = switchboard
        self._on_unanswered = on_unanswered
        # A few threads: many would only take the interpreter's lock from each other (measured:
        # forty answer half as many messages a second as four).
        self._threads = anyio.CapacityLimiter(settings.storage_threads)
        self._messages = Limit(
            settings.messages_per_conversation,
            "That was a lot at once. Please give me a moment; your message is sent by itself.",
        )
        self._requests = Limit(
            settings.requests_per_address,
            "There are many requests from your network right now. Please wait a moment.",
        )
        self._openings = Limit(
            settings.conversations_per_address,
            "Many conversations were started from your network. Please wait a moment.",
        )

    def routes(self) -> list[Route]:
        """All addresses of the API. OpenAPI describes them in `openapi.py`."""
        return [
            Route("/api/greeting", self.greeting, methods=["GET"]),
            Route("/api/conversations", self.begin, methods=["POST"]),
            Route("/api/conversation", self.transcript, methods=["GET"]),
            Route("/api/conversation/messages", self.message, methods=["POST"]),
            Route("/api/conversation/feedback", self.feedback, methods=["POST"]),
            Route("/api/conversation/restart", self.restart, methods=["POST"]),
            *(
                GuestHandoffApi(self._settings, self._switchboard, self._opened).routes()
                if self._switchboard
                else ()
            ),
        ]

    async def greeting(self, request: Request) -> JSONResponse:
        """What the widget says first."""
        self._count(request)
        return JSONResponse(presentation.greeting(self._settings.greeting))

    async def begin(self, request: Request) -> JSONResponse:
        """A new conversation. Its token is told this once."""
        self._count(request)
        return await self._begin(request)

    async def transcript(self, request: Request) -> JSONResponse:
        """What was said, for a page that was reloaded."""
        self._count(request)
        conversation = await self._conversation(request)
        board = self._switchboard

        def read() -> tuple[list[dict[str, Any]], dict[str, Any]]:
            if board is None:
                found = self._store.transcript(conversation.id)
                return [presentation.message(message) for message in found], {}
            # First how it stands, then what was said: the events begin where this ends.
            standing = handoff_shown.standing(board.open_of(conversation.id))
            said = board.said(conversation.id)
            return handoff_shown.for_guest(said), {"standing": standing, "cursor": said.cursor}

        messages, handoff = await self._in_storage(read)
        return JSONResponse(
            {
                "conversation": {"id": conversation.id},
                "greeting": presentation.greeting(self._settings.greeting),
                "messages": messages,
                **handoff,
            }
        )

    async def message(self, request: Request) -> JSONResponse:
        """One message and its answer. The same id again gets the same answer, no second step."""
        self._count(request)
        conversation = await self._conversation(request)
        self._messages.take(conversation.id)
        data = await read_json(request, self._settings)
        only(data, "id", "text", "payload")
        this = message_id(data.get("id"))
        shown, sent = await self._said(conversation, data)
        if await self._said_to_a_person(conversation, this, shown):
            return _answered(this, [])
        now = _now()
        claim = await self._in_storage(
            lambda: self._store.claim(conversation.id, this, shown, now=now)
        )
        if claim == "ours":
            try:
                answer = await self._answering.answer(conversation.id, this, sent)
                written = await self._write(conversation, this, answer)
            except BaseException:
                with anyio.CancelScope(shield=True):
                    await self._in_storage(lambda: self._store.release(conversation.id, this))
                raise
            await self._note_unanswered(shown, answer)
            pairs = zip(written, answer.replies, strict=False)
            return _answered(this, [presentation.message(m, reply) for m, reply in pairs])
        said = await self._wait_for_answer(conversation, this, claim)
        return _answered(this, [presentation.message(message) for message in said])

    async def feedback(self, request: Request) -> JSONResponse:
        """A thumb for an answer."""
        self._count(request)
        conversation = await self._conversation(request)
        data = await read_json(request, self._settings)
        only(data, "message", "helpful")
        answer, helpful = message_id(data.get("message")), data.get("helpful")
        if not isinstance(helpful, bool):
            raise Malformed("`helpful` must be true or false.")
        known = await self._in_storage(
            lambda: self._store.rate(conversation.id, answer, helpful, now=_now())
        )
        if not known:
            raise NotThere("There is no such answer in this conversation.")
        return JSONResponse({"message": answer, "helpful": helpful})

    async def restart(self, request: Request) -> JSONResponse:
        """Close this conversation and open a new one, as if nothing had been said."""
        self._count(request)
        conversation = await self._conversation(request)
        answer = await self._begin(request)
        board = self._switchboard
        if board:
            await self._in_storage(lambda: board.leave(conversation.id))
            board.watch.hurry()
        await self._in_storage(lambda: self._store.close(conversation.id, now=_now()))
        self._answering.forget(conversation.id)
        return answer

    async def _begin(self, request: Request) -> JSONResponse:
        self._openings.take(_address(request))
        conversation, token = await self._in_storage(
            lambda: self._store.begin(channel="web", now=_now())
        )
        return JSONResponse(
            {
                "conversation": {"id": conversation.id},
                "token": token,
                "greeting": presentation.greeting(self._settings.greeting),
                "messages": [],
            },
            status_code=201,
        )

    async def _said(self, conversation: Conversation, data: dict[str, Any]) -> tuple[str, str]:
        """What the guest's bubble shows, and what is sent: a button shows its title."""
        if ("text" in data) == ("payload" in data):
            raise Malformed("A message has either a text or a button's payload.")
        if "text" in data:
            text = message_text(data["text"], self._settings)
            return text, text
        payload = data["payload"]
        if not isinstance(payload, str) or len(payload) > self._settings.longest_message:
            raise Malformed("A button's payload must be a short text.")
        said = await self._in_storage(lambda: self._store.transcript(conversation.id))
        title = presentation.title_of(payload, said, self._settings.greeting)
        if title is None:
            raise NotThere("This button is not one of this conversation. Please type instead.")
        return title, payload

    async def _write(self, conversation: Conversation, this: str, answer: Answer) -> list[Message]:
        return await self._in_storage(
            lambda: self._store.answer(
                conversation.id, this, answer.replies, answered_by=answer.by, now=_now()
            )
        )

    async def _wait_for_answer(
        self, conversation: Conversation, this: str, claim: str
    ) -> list[Message]:
        """The answer that is written down, or soon will be by the request that has the message."""
        for _ in range(_POLLS):
            said = await self._in_storage(lambda: self._store.answers(conversation.id, this))
            if said or claim == "answered":
                return said
            await anyio.sleep(_POLL_SECONDS)
        raise BotAway("Your message is still being worked on. Please wait a moment.")

    async def _note_unanswered(self, question: str, answer: Answer) -> None:
        note = self._on_unanswered
        missed = [reply for reply in answer.replies if reply.get("outcome") == "fallback"]
        if not note or not missed:
            return
        nearest = (missed[0].get("topics") or [None])[0]
        try:
            await self._in_storage(lambda: note(question, nearest))
        except AssistantError as error:  # The guest has an answer; a missing note costs nothing.
            log.error("An unanswered question was not noted: %s", error)

    async def _said_to_a_person(self, conversation: Conversation, this: str, text: str) -> bool:
        """Whether the message went to a person who was asked for; the bot is silent then."""
        board = self._switchboard
        if board is None:
            return False
        said = await self._in_storage(lambda: board.say_as_guest(conversation.id, this, text))
        if said:
            board.watch.hurry()
        return said

    async def _opened(self, request: Request) -> Conversation:
        self._count(request)
        return await self._conversation(request)

    async def _conversation(self, request: Request) -> Conversation:
        """The conversation whose token came along. Raises SessionUnknown."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        found = None
        if scheme.lower() == "bearer" and 20 <= len(token) <= 100:
            since = _now() - timedelta(days=self._settings.conversation_days)
            found = await self._in_storage(lambda: self._store.find(token, active_since=since))
        if found is None:
            raise SessionUnknown("This conversation has ended. Please start a new one.")
        return found

    async def _in_storage(self, work: Callable[[], T]) -> T:
        """Storage blocks, so it works in a thread."""
        return await anyio.to_thread.run_sync(work, limiter=self._threads)

    def _count(self, request: Request) -> None:
        self._requests.take(_address(request))


def _answered(this: str, messages: list[dict[str, Any]]) -> JSONResponse:
    return JSONResponse({"id": this, "messages": messages})


def _address(request: Request) -> str:
    return network_of(request.client.host) if request.client else "unknown"


def _now() -> datetime:
    return datetime.now(timezone.utc)
