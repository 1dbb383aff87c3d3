"""`python -m assistant.web` is the web door, as the supervisor starts it."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

from assistant.desk.conversation import Memory, converse
from assistant.desk.desk import Desk
from assistant.desk.opening import moment_of, open_desk
from assistant.logs import log_as_json
from assistant.settings import Settings, listed
from assistant.steady import keep_what_is_loaded
from assistant.storage import unanswered
from assistant.storage.conversations import ConversationStore
from assistant.storage.database import open_database
from assistant.storage.handovers import HandoverStore
from assistant.storage.masking import mask
from assistant.storage.retention import periods
from assistant.storage.vault import Vault
from assistant.web.agent.routes import agent_routes
from assistant.web.agent.settings import agent_settings
from assistant.web.app import create_app
from assistant.web.bot import RasaClient
from assistant.web.handoff.settings import HandoffSettings
from assistant.web.handoff.switchboard import Switchboard
from assistant.web.handovers import Handovers
from assistant.web.housekeeping import Housekeeping
from assistant.web.metrics import Metrics
from assistant.web.phone.opening import open_phone
from assistant.web.server import allow_many_connections, make_server
from assistant.web.settings import WebSettings

_TURNS_OF_A_WORKER = 8
"""So many turns at once keep one of Rasa's workers busy while it waits for actions and storage."""


class DeskConversation:
    """The desk's own conversation, for while Rasa is away."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def answer(
        self, text: str, memory: dict[str, Any], *, channel: str, audience: str
    ) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """One turn at the desk; `memory` is what the turn before gave back."""
        moment = moment_of({"audience": audience}, datetime.now(timezone.utc))
        replies, remembered = converse(self._desk, text, Memory.from_dict(memory), moment)
        return [reply.as_dict() for reply in replies], remembered.as_dict()


def prepare(desk: Desk) -> None:
    """Read all that the desk reads before its first answer."""
    desk.prepare()
    keep_what_is_loaded()


def main() -> None:
    """Open the door and serve until stopped."""
    log_as_json("web", clean=mask)
    allow_many_connections()
    settings = Settings.from_environment()
    web = WebSettings(
        allowed_origins=listed(settings.allowed_origins),
        public_url=settings.public_url,
        trusted_proxies=listed(settings.trusted_proxies),
        metrics_token=settings.metrics_token,
        conversation_days=settings.keep_conversations_days,
        turns_at_once=_TURNS_OF_A_WORKER * len(settings.rasa_urls),
    )
    engine = open_database(settings.database)
    metrics = Metrics()
    metrics.watch_storage(engine)

    def note_unanswered(question: str, topic: str | None, *, channel: str = "web") -> None:
        now = datetime.now(timezone.utc)
        unanswered.record(engine, question, topic=topic, channel=channel, now=now)

    housekeeping = Housekeeping(engine, periods(settings), metrics)
    with open_desk(settings) as desk, housekeeping:
        metrics.watch_knowledge(lambda: (desk.knowledge.version, len(desk.faults)))
        # The desk answers only while Rasa is away, so the door opens without waiting for it.
        preparing = threading.Thread(target=prepare, args=(desk,), name="desk", daemon=True)
        preparing.start()
        bot = RasaClient(*settings.rasa_urls, on_understood=metrics.understood)
        fallback = DeskConversation(desk)
        note_from_phone = partial(note_unanswered, channel="voice")
        vault = Vault(settings.secret_key())
        switchboard = Switchboard(
            engine,
            vault,
            lambda: desk.knowledge.program,
            settings=HandoffSettings(
                wait=timedelta(seconds=settings.handoff_wait_seconds),
                call_backs_kept=timedelta(days=settings.keep_call_backs_days),
            ),
        )
        app = create_app(
            web,
            bot,
            fallback,
            ConversationStore(engine),
            on_unanswered=note_unanswered,
            switchboard=switchboard,
            metrics=metrics,
            handovers=Handovers(HandoverStore(engine, vault), vault),
            prepared=lambda: not preparing.is_alive(),
            more_routes=[
                *agent_routes(agent_settings(settings), web, desk, engine, switchboard=switchboard),
                *open_phone(
                    settings,
                    desk,
                    engine,
                    bot,
                    fallback,
                    on_unanswered=note_from_phone,
                    metrics=metrics,
                ),
            ],
        )
        server = make_server(
            app, web, host=settings.host, port=settings.port, drain=settings.drain_seconds
        )
        server.run()


if __name__ == "__main__":
    main()
