"""Leaner calls of actions must be the same calls: answers checked alike, over one connection."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

pytestmark = pytest.mark.rasa


@pytest.fixture
def action() -> Any:
    from rasa.core.actions.action import RemoteAction

    from assistant.bot.lean_actions import check_plain_answers_at_sight

    check_plain_answers_at_sight()
    return RemoteAction("action_check_vehicle", None)


def test_a_sound_answer_passes(action: Any) -> None:
    answer = {"events": [{"event": "slot", "name": "model", "value": "NX"}], "responses": []}
    assert action._validate_action_result(answer)


@pytest.mark.parametrize("answer", [{"events": "none"}, {"events": [{"event": 7}]}, []])
def test_a_faulty_answer_fails_in_rasas_words(action: Any, answer: Any) -> None:
    from jsonschema import ValidationError

    with pytest.raises(ValidationError, match="Failed to validate Action server response"):
        action._validate_action_result(answer)


def test_connections_stay_open_and_settings_stay() -> None:
    from aiohttp import web
    from rasa.utils.endpoints import EndpointConfig

    from assistant.bot.lean_actions import KeptOpen

    ports = set()

    async def answer(request: web.Request) -> web.Response:
        ports.add(request.transport.get_extra_info("peername")[1])
        return web.json_response({"token": request.query["token"]})

    async def call_three_times() -> list[Any]:
        app = web.Application()
        app.router.add_post("/webhook", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        url = f"http://127.0.0.1:{port}/webhook"
        kept = KeptOpen.like(EndpointConfig(url, token="abc", selective_domain=True))
        assert kept.kwargs == {"selective_domain": True}
        try:
            return [await kept.request(json={}, method="post") for _ in range(3)]
        finally:
            await kept.close()
            await runner.cleanup()

    assert asyncio.run(call_three_times()) == [{"token": "abc"}] * 3
    assert len(ports) == 1
