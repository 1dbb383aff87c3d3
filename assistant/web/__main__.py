"""`python -m assistant.web` is the web door, as the supervisor starts it."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timezone
from typing import Any

from assistant.desk.conversation import Memory, converse
from assistant.desk.desk import Desk
from assistant.desk.opening import moment_of, open_desk
from assistant.settings import Settings
from assistant.storage import unanswered
from assistant.storage.conversations import ConversationStore
from assistant.storage.database import open_database
from assistant.web.agent.routes import agent_routes
from assistant.web.agent.settings import agent_settings
from assistant.web.app import create_app
from assistant.web.bot import RasaClient
from assistant.web.server import make_server
from assistant.web.settings import WebSettings


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


def main() -> None:
    """Open the door and serve until stopped."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings = Settings.from_environment()
    web = WebSettings(
        allowed_origins=tuple(o.strip() for o in settings.allowed_origins.split(",") if o.strip()),
        public_url=settings.public_url,
    )
    engine = open_database(settings.database)

    def note_unanswered(question: str, topic: str | None) -> None:
        now = datetime.now(timezone.utc)
        unanswered.record(engine, question, topic=topic, channel="web", now=now)

    with open_desk(settings) as desk:
        # The desk answers only while Rasa is away, so the door opens without waiting for it.
        threading.Thread(target=desk.prepare, name="desk", daemon=True).start()
        app = create_app(
            web,
            RasaClient(f"http://127.0.0.1:{settings.rasa_port}"),
            DeskConversation(desk),
            ConversationStore(engine),
            on_unanswered=note_unanswered,
            more_routes=agent_routes(agent_settings(settings), web, desk, engine),
        )
        make_server(app, web, host=settings.host, port=settings.port).run()


if __name__ == "__main__":
    main()
