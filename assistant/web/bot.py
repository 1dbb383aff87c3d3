"""The bot as the door sees it: something that answers a message, or is away."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx

from assistant.errors import BotAway
from assistant.logs import HEADER
from assistant.web.request_id import current_request_id

Understood = Callable[[float, float], None]
"""Called with how sure the recognition was (0 to 1), and the seconds that it took."""

Reply = dict[str, Any]
"""`Reply.as_dict()` of the desk: text, speech, buttons, outcome, topics, sources, as_of, ..."""


class BotClient(Protocol):
    """Whoever leads the conversation."""

    async def send(
        self, conversation: str, text: str, *, channel: str, message_id: str, again: bool = False
    ) -> list[Reply]:
        """The replies to one message. Raises BotAway.

        `again`: the bot may have had this message already; then it gives what it answered, and
        takes no second step.
        """


class DeskFallback(Protocol):
    """The desk's own conversation, for while the bot is away."""

    def answer(
        self, text: str, memory: dict[str, Any], *, channel: str, audience: str
    ) -> tuple[list[Reply], dict[str, Any]]:
        """The replies and what to remember; `memory` is {} in the beginning."""


class Breaker:
    """Says whether to try the bot: not again within a short pause after it was away.

    The pause doubles from `first` to `longest` seconds; after it, one message tries.
    """

    def __init__(
        self,
        *,
        first: float = 1.0,
        longest: float = 8.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._first, self._longest, self._clock = first, longest, clock
        self._pause = 0.0
        self._closed_until = 0.0

    @property
    def away(self) -> bool:
        """Whether the last try failed."""
        return self._pause > 0

    def may_try(self) -> bool:
        """True when the bot should be asked. While it is away, one caller a pause is told so."""
        if not self.away:
            return True
        now = self._clock()
        if now < self._closed_until:
            return False
        self._closed_until = now + self._pause
        return True

    def answered(self) -> None:
        """The bot is there."""
        self._pause = 0.0

    def failed(self) -> None:
        """The bot is away."""
        self._pause = min(self._pause * 2 or self._first, self._longest)
        self._closed_until = self._clock() + self._pause


class RasaClient:
    """Rasa's workers behind their custom channel, `POST {url}/webhooks/door/webhook`.

    Sends {"sender", "message", "metadata": {"channel", "audience", "message_id"}} and expects a
    JSON list of replies. The audience is always "guest": this door knows no other.

    A conversation belongs to no worker: each turn goes to the next of them, and from one that does
    not answer on to the one after it.
    """

    def __init__(
        self,
        *urls: str,
        timeout: float = 8.0,
        connect_timeout: float = 0.5,
        transport: httpx.AsyncBaseTransport | None = None,
        on_understood: Understood | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._on_understood = on_understood
        # Behind a single address elsewhere a balancer may stand. It chooses by connection, so that
        # kept ones would leave workers idle that came later. A new one costs a millisecond.
        kept = 0 if len(urls) == 1 and urlsplit(urls[0]).hostname not in _HERE else 20
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(timeout, connect=connect_timeout),
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=kept),
            transport=transport,
            trust_env=False,
        )
        self._workers = [(url, Breaker(clock=clock)) for url in urls]
        self._turns = 0

    async def send(
        self, conversation: str, text: str, *, channel: str, message_id: str, again: bool = False
    ) -> list[Reply]:
        """The replies. Raises BotAway when there are none, none in time, or none to understand."""
        body: dict[str, Any] = {
            "sender": conversation,
            "message": text,
            "metadata": {"channel": channel, "audience": "guest", "message_id": message_id},
        }
        request_id = current_request_id()
        if request_id != "-":  # On to the actions, which see the message but not its headers.
            body["metadata"]["request_id"] = request_id
        trouble = BotAway("No bot is known.")
        for url, breaker in self._row():
            if again:
                body["again"] = True
            try:
                replies = await self._ask(url, body, request_id)
            except BotAway as error:
                breaker.failed()
                trouble = error
                # It may have taken the turn and have fallen before the answer.
                again = again or not isinstance(error.__cause__, _NOT_EVEN_REACHED)
            else:
                breaker.answered()
                return replies
        raise trouble

    def _row(self) -> Iterator[tuple[str, Breaker]]:
        """The workers in the order to ask them: whose turn it is, and last who failed just now."""
        first = self._turns % len(self._workers)
        self._turns += 1
        failed = []
        for worker in self._workers[first:] + self._workers[:first]:
            if worker[1].may_try():
                yield worker
            else:
                failed.append(worker)
        yield from failed

    async def _ask(self, url: str, body: dict[str, Any], request_id: str) -> list[Reply]:
        try:
            response = await self._client.post(
                f"{url}/webhooks/door/webhook", json=body, headers={HEADER: request_id}
            )
        except httpx.HTTPError as error:
            raise BotAway(f"The bot does not answer ({type(error).__name__}).") from error
        if response.status_code != 200:
            raise BotAway(f"The bot answered with status {response.status_code}.")
        try:
            replies = response.json()
        except ValueError as error:
            raise BotAway("The bot's answer is no JSON.") from error
        if not _are_replies(replies):
            raise BotAway("The bot's answer is no list of replies, or an empty one.")
        self._tell_understood(response.headers.get("x-understood", ""))
        return list(replies)

    def _tell_understood(self, header: str) -> None:
        """ "0.9312;0.0041": how sure, and seconds. Buttons need no recognition and have none."""
        if not header or not self._on_understood:
            return
        try:
            confidence, seconds = map(float, header.split(";"))
        except ValueError:
            return
        self._on_understood(confidence, seconds)

    async def aclose(self) -> None:
        """Let the connections go."""
        await self._client.aclose()


_HERE = ("127.0.0.1", "localhost", "::1")
_NOT_EVEN_REACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def _are_replies(replies: object) -> bool:
    return (
        isinstance(replies, list)
        and bool(replies)
        and all(isinstance(r, dict) and isinstance(r.get("text"), str) for r in replies)
    )
