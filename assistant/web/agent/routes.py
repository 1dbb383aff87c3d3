"""Puts the agents' door together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

import httpx
from sqlalchemy.engine import Engine
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.desk.desk import Desk
from assistant.storage.audit import Audit
from assistant.storage.passwords import Passwords
from assistant.storage.presences import Agent
from assistant.storage.sign_ins import Attempts, SignIns
from assistant.storage.users import Users
from assistant.storage.vault import Vault
from assistant.web.agent.company_sign_in import CompanySignIn
from assistant.web.agent.corner_api import CornerApi
from assistant.web.agent.disclosure_api import DisclosureApi
from assistant.web.agent.doorkeeper import Doorkeeper
from assistant.web.agent.look_up_api import LookUpApi
from assistant.web.agent.pages import Pages
from assistant.web.agent.provider import Provider
from assistant.web.agent.report_api import ReportApi
from assistant.web.agent.settings import AgentSettings
from assistant.web.agent.sign_in_api import SignInApi
from assistant.web.handoff.agent_api import handoff_agent_routes
from assistant.web.handoff.switchboard import Switchboard
from assistant.web.settings import WebSettings


def now_utc() -> datetime:
    """The clock of the door."""
    return datetime.now(timezone.utc)


def agent_routes(
    settings: AgentSettings,
    web: WebSettings,
    desk: Desk,
    engine: Engine,
    *,
    clock: Callable[[], datetime] = now_utc,
    passwords: Passwords | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    switchboard: Switchboard | None = None,
) -> list[Route]:
    """Every address under /agent. `transport`: how the provider is reached, for tests."""
    vault = Vault(settings.secret)
    users, audit = Users(engine, passwords), Audit(engine, vault)
    sign_ins = SignIns(engine, lasts=settings.lasts, idle=settings.idle)
    attempts = Attempts(engine, settings.secret)
    doorkeeper = Doorkeeper(settings, sign_ins, clock)
    provider = settings.provider

    async def ways_in(_request: Request) -> JSONResponse:
        """How one may sign in here, for the sign-in page."""
        button = provider.button if provider else ""
        return JSONResponse({"passwords": settings.passwords, "company": button})

    routes = [
        *Pages(doorkeeper).routes(),
        Route("/agent/api/ways-in", ways_in, methods=["GET"]),
        *SignInApi(
            web, users, attempts, doorkeeper, audit, clock, passwords=settings.passwords
        ).routes(),
        *LookUpApi(web, desk, doorkeeper, audit, clock).routes(),
        *DisclosureApi(web, desk, engine, vault, doorkeeper, audit, clock).routes(),
        *CornerApi(desk, engine, doorkeeper).routes(),
        *ReportApi(engine, doorkeeper, clock).routes(),
    ]
    if switchboard:

        async def require_agent(request: Request) -> Agent:
            user = (await doorkeeper.require(request, "agent")).user
            return Agent(user.id, user.shown_as, user.role, login=user.name)

        routes += handoff_agent_routes(web, switchboard, require_agent, audit=audit)
    if provider:
        secure = settings.own_url.startswith("https:")
        way = Provider(provider, f"{settings.own_url}/agent/oidc/callback", transport=transport)
        # A key of its own: nothing else that was ever sealed opens as a visit.
        visits = Vault("visit:" + settings.secret)
        routes += CompanySignIn(
            way, users, doorkeeper, audit, visits, clock, secure=secure
        ).routes()
    return routes
