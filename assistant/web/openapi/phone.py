"""The phone line: what a telephone provider posts, in Twilio's form, and the XML it gets back."""

from __future__ import annotations

from assistant.web.openapi.pieces import STRING, Schema, in_path, operation, ref, short

KEYS: Schema = {
    "signature": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Twilio-Signature",
        "description": "Base64 of HMAC-SHA1 over the address and the sorted fields.",
    }
}

_TURN = in_path("turn", {"type": "integer", "minimum": 0, "maximum": 9_999})


def paths() -> Schema:
    """The addresses."""
    return {
        "/phone/call": {"post": _webhook("A call comes in: the greeting.")},
        "/phone/turns/{turn}": {
            "post": _webhook("What the caller said or pressed: the answer.", _TURN)
        },
        "/phone/turns/{turn}/answer": {
            "post": _webhook("The answer to a turn that took long.", _TURN)
        },
        "/phone/status": {
            "post": operation(
                "How the call goes on; at its end what was said is forgotten.",
                204,
                None,
                body=ref("Call"),
                body_kind="application/x-www-form-urlencoded",
                security=[{"signature": []}],
            )
        },
        "/phone/fallback": {
            "post": _webhook("The provider had trouble with another address: where it stands.")
        },
    }


def schemas() -> Schema:
    """What is posted. The provider sends more fields, which are signed and otherwise not read."""
    return {
        "Call": {
            "type": "object",
            "required": ["CallSid"],
            "properties": {
                "CallSid": {"type": "string", "pattern": "^[A-Za-z0-9]{2,64}$"},
                "SpeechResult": short(4_000),
                "Confidence": STRING,
                "Digits": short(100),
                "DialCallStatus": short(40),
                "CallStatus": short(40),
                "From": short(100),
            },
            "additionalProperties": STRING,
        }
    }


def _webhook(summary: str, *parameters: Schema) -> Schema:
    return operation(
        summary,
        200,
        {"type": "string", "description": "TwiML."},
        kind="application/xml",
        body=ref("Call"),
        body_kind="application/x-www-form-urlencoded",
        security=[{"signature": []}],
        parameters=parameters,
    )
