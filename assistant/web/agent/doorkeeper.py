"""Who is at the door: the signed cookie, the record behind it, the role, and the CSRF token."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import anyio.to_thread
from itsdangerous import BadSignature, Signer
from starlette.requests import Request
from starlette.responses import Response

from assistant.errors import NotAllowed, NotSignedIn
from assistant.storage.sign_ins import SignIns
from assistant.storage.users import Role, User
from assistant.web.agent.settings import AgentSettings

COOKIE = "second-key-agent"
PATH = "/agent"
TOKEN_HEADER = "x-csrf-token"

_SAFE = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class SignedIn:
    """Somebody whose cookie is ours and whose record holds."""

    id: str
    """What the cookie says; never shown."""
    user: User
    token: str
    """To be sent back with everything that is not merely reading."""


class Doorkeeper:
    """Lets people in and asks who they are. The role comes from the database at each request."""

    def __init__(
        self, settings: AgentSettings, sign_ins: SignIns, clock: Callable[[], datetime]
    ) -> None:
        self._sign_ins, self._clock = sign_ins, clock
        self._secure = settings.own_url.startswith("https:")
        self._max_age = int(settings.lasts.total_seconds())
        self._signer = Signer(settings.secret, salt="agent sign-in", digest_method=hashlib.sha256)
        self._token_key = hashlib.sha256(b"csrf:" + settings.secret.encode()).digest()

    async def who(self, request: Request) -> SignedIn | None:
        """Who is signed in; None for everybody else, forged cookies among them."""
        id = self._id_of(request)
        if id is None:
            return None
        now = self._clock()
        user = await anyio.to_thread.run_sync(lambda: self._sign_ins.find(id, now=now))
        return SignedIn(id, user, self._token(id)) if user else None

    async def require(self, request: Request, role: Role) -> SignedIn:
        """Who is signed in, if they may do what this role may. Raises NotSignedIn, NotAllowed.

        What changes something must come from our own page, with the token of this sign-in.
        """
        signed_in = await self.who(request)
        if signed_in is None:
            raise NotSignedIn("Please sign in first.")
        if request.method not in _SAFE:
            self.check_origin(request)
            token = request.headers.get(TOKEN_HEADER, "")
            if not hmac.compare_digest(token.encode(), signed_in.token.encode()):
                raise NotAllowed("This page is out of date. Please load it again.")
        if not signed_in.user.may(role):
            raise NotAllowed("Your account may not do that. Your supervisor can change it.")
        return signed_in

    def check_origin(self, request: Request) -> None:
        """Raises NotAllowed for a request that another site's page has made."""
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise NotAllowed("This can only be done from the console itself.")

    async def let_in(self, request: Request, response: Response, user: User) -> SignedIn:
        """Sign somebody in on this response, and end what the browser had before."""
        await self._end(request)
        now = self._clock()
        id = await anyio.to_thread.run_sync(lambda: self._sign_ins.begin(user, now=now))
        response.set_cookie(
            COOKIE,
            self._signer.sign(id).decode(),
            max_age=self._max_age,
            path=PATH,
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )
        return SignedIn(id, user, self._token(id))

    async def let_out(self, request: Request, response: Response) -> None:
        """Sign out, in the database and in the browser."""
        await self._end(request)
        response.delete_cookie(
            COOKIE, path=PATH, secure=self._secure, httponly=True, samesite="lax"
        )

    async def _end(self, request: Request) -> None:
        id = self._id_of(request)
        if id is not None:
            await anyio.to_thread.run_sync(lambda: self._sign_ins.end(id))

    def _id_of(self, request: Request) -> str | None:
        cookie = request.cookies.get(COOKIE, "")
        if not cookie or len(cookie) > 200:
            return None
        try:
            return self._signer.unsign(cookie.encode("utf-8", "replace")).decode()
        except (BadSignature, UnicodeDecodeError):
            return None

    def _token(self, id: str) -> str:
        return hmac.new(self._token_key, id.encode(), hashlib.sha256).hexdigest()
