"""The API's description, published at /openapi.json."""

from __future__ import annotations

from typing import Any

from assistant.web.settings import WebSettings

Schema = dict[str, Any]

_UUID = {
    "type": "string",
    "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
    "description": "A UUID in lower case.",
}
_TOKEN: list[Schema] = [{"token": []}]


def document(settings: WebSettings, *, people: bool = True) -> Schema:
    """OpenAPI 3.0. `people`: whether guests can chat with a person or be called back."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Second Key assistant: the guests' door",
            "version": "1",
            "description": (
                "One conversation is opened by its token. Whoever asks here is a guest. A "
                "message's id is made by the client: sent again, it gets the same answer."
            ),
        },
        "paths": {
            "/api/greeting": {
                "get": _operation("What the assistant says first.", 200, _ref("Greeting"))
            },
            "/api/conversations": {
                "post": _operation("Begin a conversation.", 201, _ref("NewConversation"))
            },
            "/api/conversation": {
                "get": _operation(
                    "What was said. VINs keep their last six characters; phone numbers and e-mail "
                    "addresses are left out.",
                    200,
                    _ref("Transcript"),
                    token=True,
                )
            },
            "/api/conversation/messages": {
                "post": _operation(
                    "Send a message and get its answer.",
                    200,
                    _ref("Answer"),
                    body=_ref("NewMessage"),
                    token=True,
                )
            },
            "/api/conversation/feedback": {
                "post": _operation(
                    "Say whether an answer helped. The last word counts.",
                    200,
                    _ref("Feedback"),
                    body=_ref("Feedback"),
                    token=True,
                )
            },
            "/api/conversation/restart": {
                "post": _operation(
                    "End this conversation and begin a new one.",
                    201,
                    _ref("NewConversation"),
                    token=True,
                )
            },
            **(_people() if people else {}),
            "/healthz": {"get": _operation("Whether the door runs.", 200, _ref("Status"))},
            "/readyz": {"get": _operation("Whether a guest can be answered.", 200, _ref("Status"))},
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(settings),
        },
    }


def _people() -> Schema:
    """The addresses for guests who want a person."""
    handoff = _ref("Handoff")
    return {
        "/api/conversation/handoff": {
            "get": _operation("Whether a person is there.", 200, handoff, token=True),
            "post": _operation(
                "Ask for a person. From then on messages go to the person, until the handoff ends.",
                200,
                handoff,
                token=True,
            ),
        },
        "/api/conversation/handoff/end": {
            "post": _operation("Back to the assistant.", 200, handoff, token=True)
        },
        "/api/conversation/events": {
            "get": _operation(
                "What has happened since the position in Last-Event-ID (or `after`). With Accept: "
                "text/event-stream an open stream whose events (`news`) carry the same JSON; it "
                "ends when the handoff does.",
                200,
                _ref("News"),
                token=True,
            )
        },
        "/api/conversation/call-back": {
            "post": _operation(
                "Leave a name and a phone number or an e-mail address, to be called back. With "
                "status 422 the error's `fields` say which entries need another look.",
                201,
                handoff,
                body=_ref("CallBack"),
                token=True,
            )
        },
    }


def _operation(
    summary: str, status: int, answer: Schema, *, body: Schema | None = None, token: bool = False
) -> Schema:
    refused = (
        [403, 429, 500, 503]
        + ([401] if token else [])
        + ([400, 404, 408, 413, 422] if body else [])
    )
    operation: Schema = {
        "summary": summary,
        "responses": {
            str(status): _json(answer, "As asked."),
            **{str(code): _json(_ref("Error"), "A kind sentence.") for code in sorted(refused)},
        },
    }
    if body:
        operation["requestBody"] = {"required": True, **_json(body)}
    if token:
        operation["security"] = _TOKEN
    return operation


def _schemas(settings: WebSettings) -> Schema:
    length = {"minLength": 1, "maxLength": settings.longest_message}
    text = {"type": "string", **length, "pattern": r"[^\s/]"}
    button = _object(title=_string(), payload=_string())
    node: Schema = {
        "oneOf": [
            _string(),
            _object(
                "href",
                tag={"type": "string", "enum": ["p", "strong", "em", "ul", "ol", "li", "a", "br"]},
                children=_list(_ref("Node")),
                href=_string(),
            ),
        ]
    }
    conversation = _object(id=_UUID)
    kinds = ("GuestMessage", "BotMessage", "AgentMessage", "Notice")
    messages = _list({"oneOf": [_ref(kind) for kind in kinds]})
    created = {"type": "string", "format": "date-time"}
    yes_or_no = {"type": "boolean"}
    position = {"type": "integer", "minimum": 0}
    sentences = {"type": "object", "additionalProperties": _string()}
    return {
        "Error": _object(
            error=_object("fields", message=_string(), reference=_string(), fields=sentences)
        ),
        "Standing": _object(
            state={"type": "string", "enum": ["none", "waiting", "live"]},
            agent={**_string(), "nullable": True},
        ),
        "Handoff": _object(
            standing=_ref("Standing"),
            ways=_object(
                text=_string(),
                chat=yes_or_no,
                call_back=_object(purpose=_string(), consent=_string()),
            ),
            messages=messages,
            cursor=position,
        ),
        "News": _object(standing=_ref("Standing"), messages=messages, cursor=position),
        "CallBack": _object(
            "phone",
            "email",
            "about",
            id=_UUID,
            name=_string(),
            phone=_string(),
            email=_string(),
            about=_string(),
            agreed=yes_or_no,
        ),
        "AgentMessage": _object(
            id=_UUID,
            author={"type": "string", "enum": ["agent"]},
            created=created,
            name=_string(),
            text=_string(),
        ),
        "Notice": _object(
            id=_UUID,
            author={"type": "string", "enum": ["notice"]},
            created=created,
            kind=_string(),
            text={**_string(), "description": "Markdown."},
            content=_list(_ref("Node")),
            speech={**_string(), "description": "The same facts for the ear."},
        ),
        "Status": _object("answers", status=_string(), answers=_string()),
        "Node": node,
        "Button": button,
        "Greeting": _object(
            text=_string(), content=_list(_ref("Node")), buttons=_list(_ref("Button"))
        ),
        "NewConversation": _object(
            conversation=conversation,
            token=_string(),
            greeting=_ref("Greeting"),
            messages=messages,
        ),
        "Transcript": _object(
            "standing",
            "cursor",
            conversation=conversation,
            greeting=_ref("Greeting"),
            messages=messages,
            standing=_ref("Standing"),
            cursor=position,
        ),
        "NewMessage": {
            "oneOf": [
                _object(id=_UUID, text=text),
                _object(id=_UUID, payload={**_string(), **length}),
            ]
        },
        "Answer": _object(id=_UUID, messages=_list(_ref("BotMessage"))),
        "Feedback": _object(message=_UUID, helpful={"type": "boolean"}),
        "GuestMessage": _object(
            id=_UUID,
            author={"type": "string", "enum": ["guest"]},
            created={"type": "string", "format": "date-time"},
            text=_string(),
            answered={"type": "boolean"},
        ),
        "BotMessage": _object(
            id=_UUID,
            author={"type": "string", "enum": ["bot"]},
            created={"type": "string", "format": "date-time"},
            answers=_UUID,
            text={**_string(), "description": "Markdown."},
            content={**_list(_ref("Node")), "description": "The same text as a tree."},
            speech={**_string(), "description": "The same facts for the ear, in plain words."},
            buttons=_list(_ref("Button")),
            outcome=_string(),
            source_line=_string(),
            may_rate={"type": "boolean"},
            helpful={"type": "boolean", "nullable": True},
        ),
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _string() -> Schema:
    return {"type": "string"}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _object(*optional: str, **properties: Schema) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }


def _json(schema: Schema, description: str = "") -> Schema:
    content = {"content": {"application/json": {"schema": schema}}}
    return {"description": description, **content} if description else content
