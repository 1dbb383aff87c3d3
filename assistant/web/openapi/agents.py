"""The agents' console: signing in, looking up, forms, guests who want a person, editing."""

from __future__ import annotations

from assistant.desk.disclosure import TYPED
from assistant.web.agent.doorkeeper import COOKIE, TOKEN_HEADER
from assistant.web.openapi.agent_schemas import schemas
from assistant.web.openapi.guests import AFTER
from assistant.web.openapi.pieces import (
    STRING,
    UUID,
    YES_OR_NO,
    Schema,
    array,
    in_path,
    in_query,
    json,
    operation,
    ref,
    short,
    thing,
)
from assistant.web.settings import WebSettings

__all__ = ["KEYS", "paths", "schemas"]

KEYS: Schema = {
    "signed_in": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "Set by signing in; HttpOnly, SameSite=Lax, Secure behind https.",
    },
    "page": {
        "type": "apiKey",
        "in": "header",
        "name": TOKEN_HEADER,
        "description": "The sign-in's own token, with everything that changes something.",
    },
}
_READS: tuple[Schema, ...] = ({"signed_in": []},)
_CHANGES: tuple[Schema, ...] = ({"signed_in": [], "page": []},)
_ID = in_path("id", {"type": "string", "minLength": 1, "maxLength": 60})

Operation = Schema


def paths(settings: WebSettings) -> Schema:
    """The addresses."""
    return {**_signing_in(), **_looking_up(), **_forms(), **_editing(), **_people(settings)}


def _signing_in() -> Schema:
    gone: Schema = {
        "responses": {"303": {"description": "On to the next page."}},
    }
    words = [in_query(name, STRING) for name in ("state", "code", "error")]
    return {
        "/agent/api/ways-in": {
            "get": operation("How one may sign in here.", 200, ref("WaysIn")),
        },
        "/agent/api/sign-in": {
            "post": operation(
                "Sign in with a name and a password; the answer sets the cookie.",
                200,
                ref("SignedIn"),
                body=thing(name=STRING, password=STRING),
                refused=[401],
            )
        },
        "/agent/api/sign-out": {"post": _change("Sign out.", thing(signed_out=YES_OR_NO))},
        "/agent/api/me": {"get": _read("Who is signed in.", ref("SignedIn"))},
        "/agent/oidc": {"get": {"summary": "To the company's own sign-in.", **gone}},
        "/agent/oidc/callback": {
            "get": {"summary": "And back from it.", "parameters": words, **gone}
        },
    }


def _looking_up() -> Schema:
    text = short(2_000)
    return {
        "/agent/api/suggest": {
            "post": _change(
                "The best three topics for a guest's words.", ref("Suggestions"), thing(text=text)
            )
        },
        "/agent/api/vehicle": {
            "post": _change(
                "What was read of a vehicle, and its verdict with reasons.",
                ref("Card"),
                thing(
                    *("vin", "model", "built", "plant", "model_year"),
                    vin=text,
                    model=text,
                    built=text,
                    plant=text,
                    model_year=text,
                ),
            )
        },
        "/agent/api/program": {"get": _read("The program in a few words.", ref("Program"))},
        "/agent/api/topics/{id}": {"get": _read("One topic.", ref("AgentTopic"), _ID)},
    }


def _forms() -> Schema:
    names = (*TYPED, "built")
    wrong = {"description": "What is wrong in which field.", **json(ref("Wrong"))}
    fill_in = _change(
        "Fill in a form.", ref("MadeForm"), thing(*names, **dict.fromkeys(names, short(300))),
        status=201,
    )  # fmt: skip
    fill_in["responses"]["422"] = wrong
    return {
        "/agent/api/disclosures": {
            "get": _read("The forms that are kept.", thing(forms=array(ref("KeptForm")))),
            "post": fill_in,
        },
        "/agent/api/disclosures/{id}.pdf": {
            "get": operation(
                "One form.",
                200,
                {"type": "string", "format": "binary"},
                kind="application/pdf",
                security=_READS,
                parameters=[in_path("id", UUID)],
            )
        },
    }


def _editing() -> Schema:
    return {
        "/agent/api/corner": {
            "get": _read("Faults, coverage and questions without an answer.", ref("Corner"))
        },
        "/agent/api/report": {
            "get": _read("Figures by week.", thing(weeks=array({"type": "object"})))
        },
    }


def _people(settings: WebSettings) -> Schema:
    text = {"type": "string", "minLength": 1, "maxLength": settings.longest_message}
    handoff, board, one = "/agent/api/handoffs/{id}", ref("Board"), ref("OpenedHandoff")
    call_back = "/agent/api/call-backs/{id}"
    return {
        "/agent/api/handoffs": {"get": _read("Who waits, and who is whose.", board)},
        "/agent/api/handoffs/events": {
            "get": operation(
                "The same whenever it changes: an open stream whose events are called `board`.",
                200,
                STRING,
                kind="text/event-stream",
                security=_READS,
            )
        },
        "/agent/api/handoffs/presence": {
            "post": _change(
                "A sign of life of the console; whether the agent takes chats.",
                thing(taking=YES_OR_NO),
                thing("here", "taking", here=YES_OR_NO, taking=YES_OR_NO),
            )
        },
        handoff: {"get": _read("A guest who waits or is mine.", one, _ID)},
        f"{handoff}/events": {
            "get": _read("What is said there from a position on; or a stream.", one, _ID, AFTER)
        },
        f"{handoff}/take": {"post": _change("Take a guest.", one, None, _ID)},
        f"{handoff}/messages": {
            "post": _change(
                "Say something.", thing(id=UUID), thing(id=UUID, text=text), _ID, status=201
            )
        },
        f"{handoff}/end": {"post": _change("Give the guest back.", board, None, _ID)},
        "/agent/api/call-backs": {
            "get": _read(
                "Call-backs to be done; with done=1, those that were.",
                thing(call_backs=array(ref("KeptCallBack"))),
                in_query("done", STRING),
            )
        },
        f"{call_back}/take": {"post": _change("Take one.", ref("KeptCallBack"), None, _ID)},
        f"{call_back}/notes": {
            "post": _change("Note something.", ref("KeptCallBack"), thing(text=text), _ID)
        },
        f"{call_back}/done": {"post": _change("It is done.", ref("KeptCallBack"), None, _ID)},
        f"{call_back}/give-back": {
            "post": _change("Somebody else shall take it.", ref("KeptCallBack"), None, _ID)
        },
    }


def _read(summary: str, answer: Schema, *parameters: Schema) -> Operation:
    taken = [409] if any(parameter["in"] == "path" for parameter in parameters) else []
    return operation(summary, 200, answer, security=_READS, parameters=parameters, refused=taken)


def _change(
    summary: str,
    answer: Schema,
    body: Schema | None = None,
    *parameters: Schema,
    status: int = 200,
) -> Operation:
    taken = [409] if parameters else []
    return operation(
        summary,
        status,
        answer,
        body=body,
        security=_CHANGES,
        parameters=parameters,
        refused=taken,
    )
