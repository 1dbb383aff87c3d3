"""Signing in with a name and a password, and signing out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.errors import NotAllowed, NotSignedIn
from assistant.storage.audit import Audit
from assistant.storage.sign_ins import Attempts
from assistant.storage.users import ROLES, User, Users
from assistant.web.agent.doorkeeper import Doorkeeper, SignedIn
from assistant.web.bodies import only, read_json
from assistant.web.faults import Malformed
from assistant.web.limits import TooOften, network_of
from assistant.web.settings import WebSettings

log = logging.getLogger(__name__)

_WRONG = "The name or the password is not right."
"""The same for a name that nobody has, a wrong password, and an account that is disabled."""


class SignInApi:
    """The handlers, and what they share."""

    def __init__(
        self,
        web: WebSettings,
        users: Users,
        attempts: Attempts,
        doorkeeper: Doorkeeper,
        audit: Audit,
        clock: Callable[[], datetime],
        *,
        passwords: bool = True,
    ) -> None:
        self._web, self._users, self._attempts = web, users, attempts
        self._doorkeeper, self._audit, self._clock = doorkeeper, audit, clock
        self._passwords = passwords
        # A hash takes 64 MB: a flood of sign-ins waits instead of taking all memory.
        self._hashing = anyio.CapacityLimiter(2)

    def routes(self) -> list[Route]:
        """The addresses."""
        return [
            Route("/agent/api/sign-in", self.sign_in, methods=["POST"]),
            Route("/agent/api/sign-out", self.sign_out, methods=["POST"]),
            Route("/agent/api/me", self.me, methods=["GET"]),
        ]

    async def sign_in(self, request: Request) -> JSONResponse:
        """Name and password. Too many failures: a pause, said in kind words."""
        self._doorkeeper.check_origin(request)
        data = await read_json(request, self._web)
        only(data, "name", "password")
        name, password = data.get("name"), data.get("password")
        if not isinstance(name, str) or not isinstance(password, str):
            raise Malformed("Signing in takes a name and a password.")
        if not self._passwords:
            raise NotAllowed("Please sign in with your company account.")
        network = network_of(request.client.host) if request.client else "unknown"
        user = await anyio.to_thread.run_sync(
            lambda: self._check(name, password, network), limiter=self._hashing
        )
        answer = JSONResponse({})
        signed_in = await self._doorkeeper.let_in(request, answer, user)
        answer.body = answer.render(describe(signed_in))
        answer.headers["content-length"] = str(len(answer.body))
        return answer

    async def sign_out(self, request: Request) -> JSONResponse:
        """Ends the sign-in here and in the database."""
        signed_in = await self._doorkeeper.require(request, "guest")
        answer = JSONResponse({"signed_out": True})
        await self._doorkeeper.let_out(request, answer)
        now = self._clock()
        await anyio.to_thread.run_sync(
            lambda: self._audit.note(signed_in.user.name, "sign_out", now=now)
        )
        return answer

    async def me(self, request: Request) -> JSONResponse:
        """Who is signed in, and the token for what changes something."""
        return JSONResponse(describe(await self._doorkeeper.require(request, "guest")))

    def _check(self, name: str, password: str, network: str) -> User:
        now = self._clock()
        wait = self._attempts.wait(name, network, now=now)
        if wait:
            minutes = -(-wait // 60)
            unit = "minute" if minutes == 1 else "minutes"
            raise TooOften(
                f"There were several attempts that did not fit. Please wait {minutes} {unit} and "
                "try again, or ask your supervisor for a new password.",
                retry_after=wait,
            )
        user = self._users.with_password(name, password)
        if user is None:
            self._attempts.failed(name, network, now=now)
            raise NotSignedIn(_WRONG)
        self._attempts.succeeded(name, network)
        self._audit.note(user.name, "sign_in", now=now)
        return user


def describe(signed_in: SignedIn) -> dict[str, Any]:
    """What the console needs to know of who uses it."""
    user = signed_in.user
    return {
        "name": user.name,
        "shown_as": user.shown_as,
        "role": user.role,
        "may": [role for role in ROLES if user.may(role)],
        "token": signed_in.token,
    }
