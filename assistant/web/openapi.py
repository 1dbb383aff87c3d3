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


def document(settings: WebSettings) -> Schema:
    """OpenAPI 3.0."""
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
            "/healthz": {"get": _operation("Whether the door runs.", 200, _ref("Status"))},
            "/readyz": {"get": _operation("Whether a guest can be answered.", 200, _ref("Status"))},
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(settings),
        },
    }


def _operation(
    summary: str, status: int, answer: Schema, *, body: Schema | None = None, token: bool = False
) -> Schema:
    refused = (
        [403, 429, 500, 503] + ([401] if token else []) + ([400, 404, 408, 413] if body else [])
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
    messages = _list({"oneOf": [_ref("GuestMessage"), _ref("BotMessage")]})
    return {
        "Error": _object(error=_object(message=_string(), reference=_string())),
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
            conversation=conversation, greeting=_ref("Greeting"), messages=messages
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
