"""An agent's browser, a clock that moves when told to, and an honest identity provider."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from starlette.testclient import TestClient

WORDS = "four calm garden words"


class Clock:
    """Aware time that moves when told to."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **how_long: float) -> None:
        self.now += timedelta(**how_long)


class Agent:
    """A browser in which somebody may be signed in."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.token = ""

    def sign_in(self, name: str = "maria", password: str = WORDS) -> Any:
        answer = self.client.post(
            "/agent/api/sign-in",
            content=json.dumps({"name": name, "password": password}),
            headers={"content-type": "application/json"},
        )
        if answer.status_code == 200:
            self.token = answer.json()["token"]
        return answer

    def post(self, path: str, body: Any = None) -> Any:
        return self.client.post(
            f"/agent/api/{path}", json=body or {}, headers={"x-csrf-token": self.token}
        )

    def get(self, path: str) -> Any:
        return self.client.get(f"/agent/api/{path}")


class IdentityProvider:
    """OpenID Connect as the books say, in the same process. What it does wrong is set per test."""

    ISSUER = "https://id.example"

    def __init__(self, clock: Clock, client_id: str = "console", secret: str = "s3cret") -> None:
        self._clock, self._client_id, self._secret = clock, client_id, secret
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._waiting: dict[str, dict[str, str]] = {}
        self.person: dict[str, Any] = {
            "sub": "7", "preferred_username": "maria", "name": "Maria L.",
            "groups": ["staff", "key-agents"],
        }  # fmt: skip
        self.claims: dict[str, Any] = {}
        """Claims of the next ID token that differ from what is right."""
        self.algorithm = "RS256"
        self.signs_with: Any = None
        """Another key to sign with, one that the provider does not show."""
        self.away = False
        self.calls_itself = self.ISSUER

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._handle)

    def sign_in(self, address: str) -> str:
        """What the browser does at the provider's page; gives the way back's query."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self._waiting[code] = asked
        return f"code={code}&state={asked['state']}"

    def _handle(self, request: httpx.Request) -> httpx.Response:
        if self.away:
            raise httpx.ConnectError("nobody there")
        path = request.url.path
        if path == "/.well-known/openid-configuration":
            return httpx.Response(200, json={
                "issuer": self.calls_itself,
                "authorization_endpoint": f"{self.ISSUER}/authorize",
                "token_endpoint": f"{self.ISSUER}/token",
                "jwks_uri": f"{self.ISSUER}/keys",
            })  # fmt: skip
        if path == "/keys":
            key = json.loads(RSAAlgorithm.to_jwk(self._key.public_key()))
            return httpx.Response(200, json={"keys": [{**key, "kid": "one", "use": "sig"}]})
        assert path == "/token", path
        return self._token(request)

    def _token(self, request: httpx.Request) -> httpx.Response:
        login = base64.b64encode(f"{self._client_id}:{self._secret}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {login}":
            return httpx.Response(401, json={"error": "invalid_client"})
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        asked = self._waiting.pop(form["code"], None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        if (
            asked is None
            or proof.rstrip(b"=").decode() != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
        ):
            return httpx.Response(400, json={"error": "invalid_grant"})
        now = int(datetime.now().timestamp())  # noqa: DTZ005
        claims = {
            "iss": self.ISSUER, "aud": self._client_id, "iat": now, "exp": now + 300,
            "nonce": asked["nonce"], **self.person, **self.claims,
        }  # fmt: skip
        key = self.signs_with or ("x" * 64 if self.algorithm.startswith("HS") else self._key)
        if self.algorithm == "none":
            key = None
        token = jwt.encode(
            {name: value for name, value in claims.items() if value is not None},
            key, algorithm=self.algorithm, headers={"kid": "one"},
        )  # fmt: skip
        return httpx.Response(200, json={"id_token": token, "token_type": "Bearer"})


def other_key() -> Any:
    """A key that the provider does not show."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
