"""Only the telephone provider is answered."""

from __future__ import annotations

import pytest
from call_fakes import HOUSE, TOKEN, Caller, DeskBot
from recorded import RECORDED
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assistant.web.phone.settings import PhoneSettings
from assistant.web.phone.signature import is_genuine, sign

FIELDS = {**RECORDED["incoming_call"], "CallSid": "CA5ca1ab1e"}


def test_the_signature_is_the_documented_one() -> None:
    """The example of the provider's documentation."""
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert sign("12345", url, fields.items()) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_the_providers_own_library_agrees() -> None:
    validator = pytest.importorskip("twilio.request_validator").RequestValidator(TOKEN)
    url = f"{HOUSE}/phone/turns/1"
    assert sign(TOKEN, url, FIELDS.items()) == validator.compute_signature(url, FIELDS)


def test_a_signed_call_is_answered(client: TestClient) -> None:
    assert Caller(client).calls().status == 200


@pytest.mark.parametrize(
    "path",
    ["/phone/call", "/phone/turns/1", "/phone/status", "/phone/fallback", "/phone/turns/1/answer"],
)
@pytest.mark.parametrize("signature", ["", "AAAA", "é", sign("another", HOUSE, FIELDS.items())])
def test_a_forged_signature_is_refused(client: TestClient, path: str, signature: str) -> None:
    answer = Caller(client).send(path, FIELDS, signature=signature)
    assert answer.status == 403
    assert answer.document == ""


def test_a_changed_field_breaks_the_signature(client: TestClient) -> None:
    signed = sign(TOKEN, f"{HOUSE}/phone/call", FIELDS.items())
    changed = {**FIELDS, "From": "+19995550100"}
    assert Caller(client).send("/phone/call", changed, signature=signed).status == 403


def test_a_signature_of_another_address_is_refused(client: TestClient) -> None:
    signed = sign(TOKEN, f"{HOUSE}/phone/turns/1", FIELDS.items())
    assert Caller(client).send("/phone/turns/2", FIELDS, signature=signed).status == 403


def test_the_schemes_own_port_makes_no_difference() -> None:
    signed = sign(TOKEN, "https://keys.example:443/phone/call", FIELDS.items())
    assert is_genuine(signed, TOKEN, "https://keys.example/phone/call", FIELDS.items())
    assert not is_genuine(signed, TOKEN, "https://keys.example:8443/phone/call", FIELDS.items())


def test_without_a_secret_nothing_counts_as_signed() -> None:
    assert not is_genuine(sign("", HOUSE, ()), "", HOUSE, ())


class TestDryMode:
    """Without the secret the line can be tried on this machine, and nowhere else."""

    @pytest.fixture
    def settings(self) -> PhoneSettings:
        return PhoneSettings()

    def call(self, app: Starlette, peer: str, host: str, **headers: str) -> int:
        with TestClient(app, base_url=f"http://{host}", client=(peer, 50000)) as client:
            return client.post("/phone/call", data=FIELDS, headers=headers).status_code

    @pytest.mark.parametrize(
        ("peer", "host"),
        [("127.0.0.1", "localhost:8080"), ("::1", "[::1]:8080"), ("127.0.0.1", "127.0.0.1")],
    )
    def test_this_machine_is_answered(self, app: Starlette, peer: str, host: str) -> None:
        assert self.call(app, peer, host) == 200

    @pytest.mark.parametrize(
        ("peer", "host", "headers"),
        [
            ("192.0.2.7", "127.0.0.1", {}),
            ("127.0.0.1", "keys.example", {}),
            ("127.0.0.1", "localhost", {"X-Forwarded-For": "192.0.2.7"}),
            ("127.0.0.1", "localhost", {"Forwarded": "for=192.0.2.7"}),
        ],
    )
    def test_anybody_else_is_not(
        self, app: Starlette, peer: str, host: str, headers: dict[str, str]
    ) -> None:
        assert self.call(app, peer, host, **headers) == 403


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 400),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"a=" + b"x" * 20_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a%d=1" % n for n in range(500)), "application/x-www-form-urlencoded", 400),
        (b"", "application/x-www-form-urlencoded", 403),
    ],
)
def test_what_is_no_request_of_a_provider_is_refused(
    client: TestClient, bot: DeskBot, body: bytes, kind: str, status: int
) -> None:
    answer = client.post("/phone/call", content=body, headers={"content-type": kind})
    assert answer.status_code == status
    assert bot.heard == []


def test_a_call_without_a_name_is_refused(client: TestClient) -> None:
    assert Caller(client, sid="../../x").calls().status == 400
