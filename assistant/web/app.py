"""Puts the door together."""

from __future__ import annotations

import inspect
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from assistant.errors import AssistantError, DoorError, StorageError
from assistant.storage.conversations import ConversationStore
from assistant.web.answering import Answering
from assistant.web.assets import asset_routes
from assistant.web.bot import BotClient, Breaker, DeskFallback
from assistant.web.conversation_api import ConversationApi, Unanswered
from assistant.web.envelope import Envelope
from assistant.web.faults import assistant_error, door_error, error_response, http_error
from assistant.web.handoff.switchboard import Switchboard
from assistant.web.handovers import Handovers
from assistant.web.keeping import Keeping
from assistant.web.metrics import Metrics
from assistant.web.metrics_api import metrics_route
from assistant.web.openapi import document
from assistant.web.settings import WebSettings
from assistant.web.waiting_line import WaitingLine

log = logging.getLogger(__name__)


def create_app(
    settings: WebSettings,
    bot: BotClient,
    desk: DeskFallback,
    store: ConversationStore,
    *,
    breaker: Breaker | None = None,
    on_unanswered: Unanswered | None = None,
    more_routes: Sequence[BaseRoute] = (),
    switchboard: Switchboard | None = None,
    metrics: Metrics | None = None,
    prepared: Callable[[], bool] = lambda: True,
    handovers: Handovers | None = None,
) -> Starlette:
    """The public door as an ASGI application.

    `on_unanswered` is called with each question that found no answer (masking is the callee's).
    A bot with an `aclose()` is closed when the door closes. `more_routes`: other doors of the same
    house, such as the agents' (`assistant.web.agent.routes`). `switchboard` connects guests who
    want a person; without it they get the numbers only. `prepared`: whether the desk could answer
    for the bot by now. `handovers` let several doors lead one conversation.
    """
    metrics = metrics or Metrics()
    answering = Answering(bot, desk, breaker=breaker, metrics=metrics, handovers=handovers)
    keeping = Keeping(store, threads=settings.storage_threads, metrics=metrics)
    line = WaitingLine(
        at_once=settings.turns_at_once, longest_wait=settings.longest_wait, metrics=metrics
    )
    api = ConversationApi(
        settings,
        store,
        answering,
        keeping,
        line,
        on_unanswered=on_unanswered,
        switchboard=switchboard,
    )

    async def healthz(_request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    async def readyz(_request: Request) -> JSONResponse:
        """Ready is who can answer a guest: the desk is there, should bot or database be away. They
        are away for all doors alike, so a balancer shall not take the doors out one by one.
        Who is about to stop is not ready."""
        if app.state.stopping or not prepared():
            return error_response(503)
        try:
            await keeping.do(store.ready)
        except StorageError:
            return JSONResponse({"status": "ready", "answers": "desk", "storage": "away"})
        answers = "desk" if answering.bot_away else "bot"
        return JSONResponse({"status": "ready", "answers": answers})

    async def openapi(_request: Request) -> JSONResponse:
        return JSONResponse(published)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        close = getattr(bot, "aclose", None)
        if close and inspect.iscoroutinefunction(close):
            await close()

    routes = [
        *api.routes(),
        Route("/healthz", healthz, methods=["GET"]),
        Route("/readyz", readyz, methods=["GET"]),
        metrics_route(metrics, settings.metrics_token),
        Route("/openapi.json", openapi, methods=["GET"]),
        *more_routes,
        *asset_routes(),
    ]
    published = document(settings, routes)
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(
                Envelope,
                allowed_origins=settings.allowed_origins,
                public_url=settings.public_url,
                metrics=metrics,
            )
        ],
        exception_handlers={
            DoorError: door_error,
            AssistantError: assistant_error,
            HTTPException: http_error,
        },
        lifespan=lifespan,
    )
    # A slash too many is another address; a redirect would lead to whatever Host was asked for.
    app.router.redirect_slashes = False
    app.state.metrics = metrics
    # Set by the server when it was told to stop: balancers are to turn away first.
    app.state.stopping = False
    # Streams are open for as long as a page is, so the server tells them when it closes.
    app.state.close_streams = switchboard.watch.close if switchboard else lambda: None
    return app
