"""An OpenID Connect provider: authorization code flow with PKCE, checked to the letter.

The rules are those of OpenID Connect Core 1.0 (3.1) and RFC 7636.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
import jwt

from assistant.errors import AssistantError
from assistant.storage.users import ROLES, Role
from assistant.web.agent.settings import ProviderSettings

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signatures with a public key. Never "none", and never a shared secret."""
_KEPT = 3_600.0
"""Seconds for which the provider's addresses and keys are kept."""
_PATIENCE = 10.0
_CLOCKS_APART = 60
"""Seconds by which the provider's clock may differ."""


class ProviderError(AssistantError):
    """The provider is away, or what it sent does not hold."""


@dataclass(frozen=True)
class Visit:
    """One way to the provider and back; kept sealed in the browser meanwhile."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Visit:
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))

    @property
    def challenge(self) -> str:
        """RFC 7636, S256."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass(frozen=True)
class Person:
    """Whom the provider vouches for."""

    issuer: str
    subject: str
    name: str
    shown_as: str
    role: Role | None
    """None: nothing of what the provider says is a role here."""


class Provider:
    """One provider. Its addresses and keys are fetched when first needed."""

    def __init__(
        self,
        settings: ProviderSettings,
        redirect_uri: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._settings, self._redirect_uri, self._transport = settings, redirect_uri, transport
        self._document: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, jwt.PyJWKSet] | None = None

    async def address(self, visit: Visit) -> str:
        """Where the browser is sent to sign in."""
        document = await self._discover()
        query = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": self._redirect_uri,
            "scope": self._settings.scopes,
            "state": visit.state,
            "nonce": visit.nonce,
            "code_challenge": visit.challenge,
            "code_challenge_method": "S256",
        }
        address = str(document["authorization_endpoint"])
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"

    async def person(self, code: str, visit: Visit) -> Person:
        """Who came back with this code. Raises ProviderError."""
        document = await self._discover()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "client_id": self._settings.client_id,
            "code_verifier": visit.verifier,
        }
        secret = self._settings.client_secret
        methods = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        login = None
        if secret and "client_secret_basic" in methods:
            login = httpx.BasicAuth(self._settings.client_id, secret)
        elif secret:
            form["client_secret"] = secret
        answer = await self._ask("POST", str(document["token_endpoint"]), data=form, auth=login)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise ProviderError("The provider sent no ID token.")
        return self._read(await self._claims(token, visit, document))

    async def _claims(
        self, token: str, visit: Visit, document: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The ID token's claims, once its signature, issuer, audience, times and nonce hold."""
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in _ALGORITHMS:
                raise ProviderError("The ID token is not signed in a way that we trust.")
            claims: dict[str, Any] = jwt.decode(
                token,
                await self._key(header.get("kid"), document),
                algorithms=[header["alg"]],
                audience=self._settings.client_id,
                issuer=self._settings.issuer,
                leeway=_CLOCKS_APART,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )
        except jwt.PyJWTError as error:
            raise ProviderError(f"The ID token does not hold ({type(error).__name__}).") from error
        if not secrets.compare_digest(str(claims.get("nonce", "")), visit.nonce):
            raise ProviderError("The ID token is not for this sign-in (nonce).")
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (several or "azp" in claims) and claims.get("azp") != self._settings.client_id:
            raise ProviderError("The ID token is for another application (azp).")
        return claims

    def _read(self, claims: Mapping[str, Any]) -> Person:
        subject = str(claims["sub"])
        email = claims.get("email") if claims.get("email_verified", True) else None
        name = claims.get("preferred_username") or email or f"{subject}"
        shown = claims.get("name") or claims.get("given_name") or name
        return Person(
            self._settings.issuer, subject[:255], str(name), str(shown), self._role(claims)
        )

    def _role(self, claims: Mapping[str, Any]) -> Role | None:
        """The highest of the roles that the provider's values mean here."""
        value: Any = claims
        if self._settings.role_claim in claims:
            value = claims[self._settings.role_claim]
        else:
            for part in self._settings.role_claim.split("."):
                value = value.get(part) if isinstance(value, Mapping) else None
        values = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        granted = [self._settings.roles[v] for v in map(str, values) if v in self._settings.roles]
        return max(granted, key=ROLES.index, default=None)

    async def _key(self, kid: str | None, document: Mapping[str, Any]) -> jwt.PyJWK:
        """The key of this id; fetched anew, once, when it is not among those we have."""
        for fresh in (False, True):
            keys = await self._key_set(document, fresh=fresh)
            for key in keys.keys:
                if key.key_id == kid or (kid is None and len(keys.keys) == 1):
                    return key
        raise ProviderError("The ID token is signed with a key that the provider does not show.")

    async def _key_set(self, document: Mapping[str, Any], *, fresh: bool) -> jwt.PyJWKSet:
        now = time.monotonic()
        if self._keys is None or fresh or now - self._keys[0] > _KEPT:
            answer = await self._ask("GET", str(document["jwks_uri"]))
            self._keys = (now, jwt.PyJWKSet.from_dict(answer))
        return self._keys[1]

    async def _discover(self) -> dict[str, Any]:
        now = time.monotonic()
        if self._document is None or now - self._document[0] > _KEPT:
            address = f"{self._settings.issuer}/.well-known/openid-configuration"
            document = await self._ask("GET", address)
            if str(document.get("issuer", "")).rstrip("/") != self._settings.issuer:
                raise ProviderError("The provider calls itself by another name than configured.")
            for needed in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if not isinstance(document.get(needed), str):
                    raise ProviderError(f"The provider does not tell its {needed}.")
            self._document = (now, document)
        return self._document[1]

    async def _ask(self, method: str, address: str, **more: Any) -> dict[str, Any]:
        try:
            async with httpx.AsyncClient(
                transport=self._transport, timeout=_PATIENCE, follow_redirects=False
            ) as client:
                answer = await client.request(method, address, **more)
                answer.raise_for_status()
                data = answer.json()
        except httpx.HTTPStatusError as error:
            status, path = error.response.status_code, error.request.url.path
            raise ProviderError(f"The provider refused ({status} from {path}).") from error
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderError(
                f"The provider does not answer ({type(error).__name__})."
            ) from error
        if not isinstance(data, dict):
            raise ProviderError("The provider's answer is no object.")
        return data
