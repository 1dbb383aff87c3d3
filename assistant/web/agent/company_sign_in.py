"""Signing in with a company account: to the provider, and back with who it is."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Callable
from datetime import datetime

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from assistant.storage.audit import Audit
from assistant.storage.users import User, Users
from assistant.storage.vault import Vault
from assistant.web.agent.doorkeeper import Doorkeeper
from assistant.web.agent.provider import Person, Provider, ProviderError, Visit
from assistant.web.request_id import current_request_id

log = logging.getLogger(__name__)

_COOKIE = "second-key-visit"
_PATH = "/agent/oidc"
_LASTS = 600
"""Seconds that somebody may take at the provider's page."""


class CompanySignIn:
    """The two addresses: away, and back. What went wrong is told by the sign-in page."""

    def __init__(
        self,
        provider: Provider,
        users: Users,
        doorkeeper: Doorkeeper,
        audit: Audit,
        vault: Vault,
        clock: Callable[[], datetime],
        *,
        secure: bool,
    ) -> None:
        self._provider, self._users, self._doorkeeper = provider, users, doorkeeper
        self._audit, self._vault, self._clock, self._secure = audit, vault, clock, secure

    def routes(self) -> list[Route]:
        """The addresses."""
        return [
            Route("/agent/oidc", self.away, methods=["GET"]),
            Route("/agent/oidc/callback", self.back, methods=["GET"]),
        ]

    async def away(self, _request: Request) -> RedirectResponse:
        """To the provider's page."""
        visit = Visit.new()
        try:
            address = await self._provider.address(visit)
        except ProviderError as error:
            return self._refused("away", str(error))
        response = RedirectResponse(address, 303)
        sealed = self._vault.seal(
            json.dumps([visit.state, visit.nonce, visit.verifier, self._clock().timestamp()])
        )
        response.set_cookie(
            _COOKIE,
            sealed,
            max_age=_LASTS,
            path=_PATH,
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )
        return response

    async def back(self, request: Request) -> RedirectResponse:
        """Back from it, with a code, or with the reason why not."""
        visit = self._visit(request)
        state = request.query_params.get("state", "")
        if visit is None or not hmac.compare_digest(state.encode(), visit.state.encode()):
            return self._refused("again", "The way back belongs to no way there.")
        code = request.query_params.get("code", "")
        if not code:
            # The provider's own word is a stranger's text: it goes into the log as a literal.
            said = ascii(request.query_params.get("error", "")[:60])
            return self._refused("declined", f"The provider sent no code: {said}.")
        try:
            person = await self._provider.person(code, visit)
        except ProviderError as error:
            return self._refused("away", str(error))
        if person.role is None:
            return self._refused("role", "The provider gives no role that is known here.")
        response = RedirectResponse("/agent", 303)
        user = await anyio.to_thread.run_sync(lambda: self._user(person))
        if user is None:
            return self._refused("role", "The account is disabled here.")
        await self._doorkeeper.let_in(request, response, user)
        self._forget(response)
        return response

    def _user(self, person: Person) -> User | None:
        assert person.role is not None
        now = self._clock()
        user = self._users.from_provider(
            person.issuer,
            person.subject,
            name=person.name,
            shown_as=person.shown_as,
            role=person.role,
            now=now,
        )
        if user is not None:
            self._audit.note(user.name, "sign_in", now=now, detail={"by": person.issuer})
        return user

    def _visit(self, request: Request) -> Visit | None:
        cookie = request.cookies.get(_COOKIE, "")
        opened = self._vault.open(cookie) if cookie.startswith("sealed:") else None
        if not opened:
            return None
        state, nonce, verifier, began = json.loads(opened)
        if not 0 <= self._clock().timestamp() - began <= _LASTS:
            return None
        return Visit(state, nonce, verifier)

    def _refused(self, why: str, reason: str) -> RedirectResponse:
        """Back to the sign-in page, which has a kind sentence for `why`."""
        log.warning("A company sign-in failed: %s [%s]", reason, current_request_id())
        response = RedirectResponse(f"/agent?company={why}", 303)
        self._forget(response)
        return response

    def _forget(self, response: RedirectResponse) -> None:
        response.delete_cookie(
            _COOKIE, path=_PATH, secure=self._secure, httponly=True, samesite="lax"
        )
