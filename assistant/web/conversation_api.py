"""The guests' API: one conversation, opened by its token."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime, timedelta, timezone
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.errors import SessionUnknown, StorageError
from assistant.storage.conversation import Conversation, Message
from assistant.storage.conversations import ConversationStore
from assistant.web import presentation
from assistant.web.answering import Answering
from assistant.web.bodies import message_id, only, read_json
from assistant.web.faults import Malformed, NotThere
from assistant.web.handoff import shown as handoff_shown
from assistant.web.handoff.guest_api import GuestHandoffApi
from assistant.web.handoff.switchboard import Switchboard
from assistant.web.keeping import Keeping
from assistant.web.limits import Limit, network_of
from assistant.web.message_taking import MessageTaking, Unanswered
from assistant.web.settings import WebSettings
from assistant.web.unkept import Guest
from assistant.web.waiting_line import WaitingLine

_LATER = (
    "What was said here before cannot be shown at the moment. It is not lost: please look again a "
    "little later. You can go on asking meanwhile."
)


class ConversationApi:
    """The handlers, and what they share."""

    def __init__(
        self,
        settings: WebSettings,
        store: ConversationStore,
        answering: Answering,
        keeping: Keeping,
        line: WaitingLine,
        *,
        on_unanswered: Unanswered | None = None,
        switchboard: Switchboard | None = None,
    ) -> None:
        self._settings, self._store, self._answering = settings, store, answering
        self._switchboard, self._keeping, self._line = switchboard, keeping, line
        self._taking = MessageTaking(
            settings,
            store,
            answering,
            keeping,
            on_unanswered=on_unanswered,
            switchboard=switchboard,
        )
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
        guest = await self._guest(request)
        conversation, board = guest.conversation, self._switchboard

        def read() -> tuple[list[dict[str, Any]], dict[str, Any]]:
            if board is None:
                found = self._store.transcript(conversation.id)
                return [presentation.message(message) for message in found], {}
            # First how it stands, then what was said: the events begin where this ends.
            found_open = board.open_of(conversation.id)
            said = board.said(conversation.id)
            guest.with_person = found_open is not None
            standing = handoff_shown.standing(found_open)
            return handoff_shown.for_guest(said), {"standing": standing, "cursor": said.cursor}

        try:
            messages, handoff = await self._keeping.do(read)
        except StorageError:
            if guest.with_person:
                raise  # What the person said would be missing; the page asks again.
            messages, handoff = _unkept_transcript(guest), {}
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
        guest = await self._guest(request)
        self._messages.take(guest.conversation.id)
        data = await read_json(request, self._settings)
        only(data, "id", "text", "payload")
        this = message_id(data.get("id"))
        # What is said to a person needs no turn of the bot.
        turn = nullcontext() if guest.with_person else self._line.turn()
        async with turn:
            messages = await self._taking.take(guest, this, data)
        return JSONResponse({"id": this, "messages": messages})

    async def feedback(self, request: Request) -> JSONResponse:
        """A thumb for an answer."""
        self._count(request)
        conversation = await self._conversation(request)
        data = await read_json(request, self._settings)
        only(data, "message", "helpful")
        answer, helpful = message_id(data.get("message")), data.get("helpful")
        if not isinstance(helpful, bool):
            raise Malformed("`helpful` must be true or false.")
        known = await self._keeping.do(
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
            await self._keeping.do(lambda: board.leave(conversation.id))
            board.watch.hurry()
        await self._keeping.do(lambda: self._store.close(conversation.id, now=_now()))
        await self._answering.forget(conversation.id)
        return answer

    async def _begin(self, request: Request) -> JSONResponse:
        self._openings.take(_address(request))
        try:
            conversation, token = await self._keeping.do(
                lambda: self._store.begin(channel="web", now=_now())
            )
            self._keeping.unkept.remember(conversation, token)
        except StorageError:
            conversation, token = self._keeping.unkept.begin(now=_now())
        return JSONResponse(
            {
                "conversation": {"id": conversation.id},
                "token": token,
                "greeting": presentation.greeting(self._settings.greeting),
                "messages": [],
            },
            status_code=201,
        )

    async def _opened(self, request: Request) -> Conversation:
        self._count(request)
        return await self._conversation(request)

    async def _guest(self, request: Request) -> Guest:
        """Whose token came along; while the database is away, as far as this door remembers."""
        token = _token(request)
        try:
            return await self._known(token)
        except StorageError:
            return self._keeping.unkept.guess(token)

    async def _conversation(self, request: Request) -> Conversation:
        """The conversation whose token came along. Raises SessionUnknown, StorageError."""
        return (await self._known(_token(request))).conversation

    async def _known(self, token: str) -> Guest:
        since = _now() - timedelta(days=self._settings.conversation_days)
        unkept = self._keeping.unkept
        found = await self._keeping.do(lambda: unkept.find(token, active_since=since))
        if found is None:
            raise SessionUnknown(_ENDED)
        return found

    def _count(self, request: Request) -> None:
        self._requests.take(_address(request))


_ENDED = "This conversation has ended. Please start a new one."


def _token(request: Request) -> str:
    """The token that came along. Raises SessionUnknown for what cannot be one."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 20 <= len(token) <= 100:
        raise SessionUnknown(_ENDED)
    return token


def _unkept_transcript(guest: Guest) -> list[dict[str, Any]]:
    """What was said since the database is away; what was said before is said to be missing."""
    said = [message for turn in guest.turns for message in turn.written()]
    if not guest.begun_here:
        reply = {"text": _LATER, "notice": "away"}
        said.insert(0, Message("away", "notice", _LATER, _now(), False, None, None, reply))
    return [presentation.message(message) for message in said]


def _address(request: Request) -> str:
    return network_of(request.client.host) if request.client else "unknown"


def _now() -> datetime:
    return datetime.now(timezone.utc)
