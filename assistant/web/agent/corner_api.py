"""The editors' corner: faults in the knowledge files, coverage, questions without an answer."""

from __future__ import annotations

from collections import Counter
from typing import Any

import anyio.to_thread
from sqlalchemy.engine import Engine
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.desk.desk import Desk
from assistant.knowledge import Knowledge
from assistant.storage import unanswered
from assistant.web.agent.doorkeeper import Doorkeeper

_MOST = 100
"""Unanswered questions that are shown."""
_FEW = 12
"""A topic with fewer phrasings is found less surely (the format asks for twelve or more)."""


class CornerApi:
    """The handlers, and what they share."""

    def __init__(self, desk: Desk, engine: Engine, doorkeeper: Doorkeeper) -> None:
        self._desk, self._engine, self._doorkeeper = desk, engine, doorkeeper

    def routes(self) -> list[Route]:
        """The addresses."""
        return [Route("/agent/api/corner", self.corner, methods=["GET"])]

    async def corner(self, request: Request) -> JSONResponse:
        """Everything an editor looks at in the morning."""
        await self._doorkeeper.require(request, "editor")
        return JSONResponse(await anyio.to_thread.run_sync(self._read))

    def _read(self) -> dict[str, Any]:
        knowledge = self._desk.knowledge
        questions = unanswered.ranked(self._engine, limit=_MOST)
        return {
            "version": knowledge.version,
            "faults": [
                {"file": str(fault.file), "line": fault.line, "message": fault.message}
                for fault in self._desk.faults
            ],
            "coverage": coverage(knowledge, questions),
            "unanswered": [
                {
                    "question": question.question,
                    "nearest": _title(knowledge, question.topic),
                    "count": question.count,
                }
                for question in questions
            ],
        }


def coverage(knowledge: Knowledge, questions: list[unanswered.Unanswered]) -> list[dict[str, Any]]:
    """Each topic with what it rests on, those that want work first."""
    missed = Counter[str]()
    for question in questions:
        missed[question.topic or ""] += question.count
    topics = [
        {
            "id": topic.id,
            "title": topic.title,
            "audience": topic.audience,
            "phrasings": len(topic.questions),
            "few": len(topic.questions) < _FEW,
            "tests": len(knowledge.mirrors.get(topic.id, ())),
            "sources": len(topic.sources),
            "quoted": sum(bool(source.quote) for source in topic.sources),
            "missed": missed[topic.id],
            "reviewed": topic.reviewed.isoformat(),
        }
        for topic in knowledge.topics.values()
    ]
    return sorted(topics, key=lambda topic: (-int(str(topic["missed"])), str(topic["title"])))


def _title(knowledge: Knowledge, topic: str | None) -> str:
    found = knowledge.topics.get(topic or "")
    return found.title if found else ""
