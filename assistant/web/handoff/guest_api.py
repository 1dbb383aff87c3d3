"""The guest's side: asking for a person, chatting with one, going back, being called back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.desk import handoff as words
from assistant.desk.call_back import CONSENT, EntriesNotRight, purpose, read_wish
from assistant.errors import StorageError
from assistant.storage.conversation import Conversation
from assistant.web.bodies import message_id, only, read_json
from assistant.web.faults import NotKept, error_response
from assistant.web.handoff import shown
from assistant.web.handoff.streams import Event, News, last_seen, stream, wants_stream
from assistant.web.handoff.switchboard import Switchboard
from assistant.web.limits import Limit
from assistant.web.settings import Rate, WebSettings

T = TypeVar("T")

Open = Callable[[Request], Awaitable[Conversation]]
"""The conversation whose token came along; counts the request. Raises SessionUnknown, TooOften."""


class GuestHandoffApi:
    """The handlers, and what they share."""

    def __init__(self, settings: WebSettings, switchboard: Switchboard, open_: Open) -> None:
        self._settings, self._switchboard, self._open = settings, switchboard, open_
        self._threads = anyio.CapacityLimiter(settings.storage_threads)
        self._asking = Limit(
            Rate(burst=6, a_minute=6), "One moment, please; then you may ask for a person again."
        )
        self._leaving = Limit(
            Rate(burst=5, a_minute=1),
            "You have left several requests. Please wait a moment before the next one.",
        )

    def routes(self) -> list[Route]:
        """The addresses."""
        return [
            Route("/api/conversation/handoff", self.look, methods=["GET"]),
            Route("/api/conversation/handoff", self.ask, methods=["POST"]),
            Route("/api/conversation/handoff/end", self.end, methods=["POST"]),
            Route("/api/conversation/events", self.events, methods=["GET"]),
            Route("/api/conversation/call-back", self.call_back, methods=["POST"]),
        ]

    async def look(self, request: Request) -> JSONResponse:
        """Whether somebody is there, and how this conversation stands."""
        conversation = await self._open(request)
        return JSONResponse(await self._answer(conversation.id))

    async def ask(self, request: Request) -> JSONResponse:
        """The guest wants to chat with a person. Twice is once; nobody there: only the offer."""
        with self._or_said("person"):
            return await self._ask(request)

    async def _ask(self, request: Request) -> JSONResponse:
        conversation = await self._open(request)
        self._asking.take(conversation.id)
        board = self._switchboard

        def ask() -> int:
            before = board.said(conversation.id).cursor
            if board.open_of(conversation.id) is None and board.somebody_there():
                board.ask(conversation.id)
            return before

        before = await self._change(ask)
        return JSONResponse(await self._answer(conversation.id, after=before))

    async def end(self, request: Request) -> JSONResponse:
        """Back to the bot, whether somebody had come or not."""
        conversation = await self._open(request)

        def leave() -> int:
            before = self._switchboard.said(conversation.id).cursor
            self._switchboard.leave(conversation.id)
            return before

        before = await self._change(leave)
        return JSONResponse(await self._answer(conversation.id, after=before))

    async def events(self, request: Request) -> Response:
        """What happens in a handoff: a stream, or for pages that cannot, what is new by now.

        Both begin after the position that the page has seen, so nothing is missed between two.
        """
        conversation = await self._open(request)
        watch, cursor = self._switchboard.watch, last_seen(request)
        await self._do(lambda: self._switchboard.guest_is_here(conversation.id))
        if not wants_stream(request):
            return JSONResponse(await self._new(conversation.id, cursor))
        if watch.closed or watch.listeners >= self._switchboard.settings.streams:
            return error_response(503, headers={"retry-after": "3"})

        async def news() -> News:
            nonlocal cursor
            new = await self._new(conversation.id, cursor)
            cursor = new["cursor"]
            over = new["standing"]["state"] == "none"
            return News([Event("news", new, id=cursor)], last=over)

        async def here() -> None:
            await self._do(lambda: self._switchboard.guest_is_here(conversation.id))

        return stream(
            watch,
            lambda: watch.version(conversation.id),
            news,
            beat=self._switchboard.settings.beat,
            on_beat=here,
        )

    async def call_back(self, request: Request) -> JSONResponse:
        """A guest leaves name and number or address. They go into no log and into no answer."""
        with self._or_said("call_back"):
            return await self._call_back(request)

    async def _call_back(self, request: Request) -> JSONResponse:
        conversation = await self._open(request)
        data = await read_json(request, self._settings)
        only(data, "id", "name", "phone", "email", "about", "agreed")
        this = message_id(data.get("id"))
        try:
            wish = read_wish(data)
        except EntriesNotRight as error:
            return error_response(422, str(error), fields=error.fields)
        self._leaving.take(conversation.id)
        board = self._switchboard
        agreed_to = f"{purpose(board.settings.call_backs_kept)} {CONSENT}"

        def leave() -> int:
            before = board.said(conversation.id).cursor
            left = board.leave_call_back(this, conversation.id, wish, consent=agreed_to)
            # Sent again, its thanks stand further up, and the page shows what it has not seen.
            return before if left else 0

        before = await self._change(leave)
        return JSONResponse(await self._answer(conversation.id, after=before), status_code=201)

    @contextmanager
    def _or_said(self, what: words.NotKept) -> Iterator[None]:
        """What cannot be kept is said, with the numbers, and never thanked for."""
        try:
            yield
        except StorageError as error:
            board = self._switchboard
            raise NotKept(words.not_kept(what, board.program, board.clock())) from error

    async def _answer(self, conversation: str, *, after: int | None = None) -> dict[str, Any]:
        """How the conversation stands, what may be done, and with `after`, what is new."""
        board = self._switchboard

        def read() -> dict[str, Any]:
            found = board.open_of(conversation)
            said = board.said(conversation, after=after or 0)
            return {
                "standing": shown.standing(found),
                "ways": shown.ways(board.somebody_there(), board.settings),
                "messages": shown.for_guest(said) if after is not None else [],
                "cursor": said.cursor,
            }

        return await self._do(read)

    async def _new(self, conversation: str, cursor: int) -> dict[str, Any]:
        board = self._switchboard

        def read() -> dict[str, Any]:
            # First how it stands, then what was said: a page that hears the end has it all.
            found = board.open_of(conversation)
            said = board.said(conversation, after=cursor)
            return {
                "standing": shown.standing(found),
                "messages": shown.for_guest(said),
                "cursor": said.cursor,
            }

        return await self._do(read)

    async def _do(self, work: Callable[[], T]) -> T:
        return await anyio.to_thread.run_sync(work, limiter=self._threads)

    async def _change(self, work: Callable[[], T]) -> T:
        try:
            return await self._do(work)
        finally:
            self._switchboard.watch.hurry()
