"""Opening the phone line: from settings to its routes."""

from __future__ import annotations

from sqlalchemy.engine import Engine
from starlette.routing import Route

from assistant.desk.desk import Desk
from assistant.settings import Settings
from assistant.storage.calls import CallStore
from assistant.storage.conversations import ConversationStore
from assistant.storage.handovers import HandoverStore
from assistant.storage.vault import Vault
from assistant.web.answering import Answering
from assistant.web.bot import BotClient, DeskFallback
from assistant.web.handovers import Handovers
from assistant.web.metrics import Metrics
from assistant.web.phone.conversing import Conversing, Unanswered
from assistant.web.phone.routes import phone_routes
from assistant.web.phone.settings import PhoneSettings


def phone_settings(settings: Settings) -> PhoneSettings:
    """The phone line's part of the settings."""
    return PhoneSettings(
        token=settings.twilio_token,
        public_url=settings.public_url,
        voice=settings.phone_voice,
    )


def open_phone(
    settings: Settings,
    desk: Desk,
    engine: Engine,
    bot: BotClient,
    fallback: DeskFallback,
    *,
    on_unanswered: Unanswered | None = None,
    metrics: Metrics | None = None,
) -> list[Route]:
    """The routes of the phone line, for `create_app(..., more_routes=...)`."""
    vault = Vault(settings.secret_key())
    handovers = Handovers(HandoverStore(engine, vault), vault)
    answering = Answering(bot, fallback, channel="voice", metrics=metrics, handovers=handovers)
    conversing = Conversing(answering, ConversationStore(engine), on_unanswered=on_unanswered)
    calls = CallStore(engine, vault)
    return phone_routes(phone_settings(settings), desk, conversing, calls)
