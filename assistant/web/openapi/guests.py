"""The guests' API: a conversation, and the ways to a person."""

from __future__ import annotations

from assistant.web.openapi.pieces import (
    MOMENT,
    NUMBER,
    STRING,
    UUID,
    YES_OR_NO,
    Schema,
    array,
    in_query,
    mapping,
    maybe,
    operation,
    ref,
    texts,
    thing,
)
from assistant.web.settings import WebSettings

KEYS: Schema = {"token": {"type": "http", "scheme": "bearer"}}
_TOKEN: tuple[Schema, ...] = ({"token": []},)
AFTER = in_query("after", {**NUMBER, "description": "A position; Last-Event-ID goes before it."})


def paths() -> Schema:
    """The addresses."""
    return {
        "/api/greeting": {"get": operation("What the assistant says first.", 200, ref("Greeting"))},
        "/api/conversations": {
            "post": operation("Begin a conversation.", 201, ref("NewConversation"))
        },
        "/api/conversation": {
            "get": operation(
                "What was said. VINs keep their last six characters; phone numbers and e-mail "
                "addresses are left out.",
                200,
                ref("Transcript"),
                security=_TOKEN,
            )
        },
        "/api/conversation/messages": {
            "post": operation(
                "Send a message and get its answer.",
                200,
                ref("Answer"),
                body=ref("NewMessage"),
                security=_TOKEN,
            )
        },
        "/api/conversation/feedback": {
            "post": operation(
                "Say whether an answer helped. The last word counts.",
                200,
                ref("Feedback"),
                body=ref("Feedback"),
                security=_TOKEN,
            )
        },
        "/api/conversation/restart": {
            "post": operation(
                "End this conversation and begin a new one.",
                201,
                ref("NewConversation"),
                security=_TOKEN,
            )
        },
        **_people(),
    }


def _people() -> Schema:
    """The addresses for guests who want a person."""
    handoff = ref("Handoff")
    return {
        "/api/conversation/handoff": {
            "get": operation("Whether a person is there.", 200, handoff, security=_TOKEN),
            "post": operation(
                "Ask for a person. From then on messages go to the person, until the handoff ends.",
                200,
                handoff,
                security=_TOKEN,
            ),
        },
        "/api/conversation/handoff/end": {
            "post": operation("Back to the assistant.", 200, handoff, security=_TOKEN)
        },
        "/api/conversation/events": {
            "get": operation(
                "What has happened since the position in Last-Event-ID (or `after`). With Accept: "
                "text/event-stream an open stream whose events (`news`) carry the same JSON; it "
                "ends when the handoff does.",
                200,
                ref("News"),
                security=_TOKEN,
                parameters=[AFTER],
            )
        },
        "/api/conversation/call-back": {
            "post": operation(
                "Leave a name and a phone number or an e-mail address, to be called back. With "
                "status 422 the error's `fields` say which entries need another look.",
                201,
                handoff,
                body=ref("CallBack"),
                security=_TOKEN,
                refused=[422],
            )
        },
    }


def schemas(settings: WebSettings) -> Schema:
    """What goes in and out."""
    return {**_shared(), **_conversation(settings), **_wanting_a_person()}


def _shared() -> Schema:
    node: Schema = {
        "oneOf": [
            STRING,
            thing(
                "href",
                tag=texts(
                    *("p", "strong", "em", "ul", "ol", "li", "a", "br"),
                    *("table", "thead", "tbody", "tr", "th", "td"),
                ),
                children=array(ref("Node")),
                href=STRING,
            ),
        ]
    }
    return {
        "Error": thing(
            error=thing("fields", message=STRING, reference=STRING, fields=mapping(STRING))
        ),
        "Status": thing("answers", "storage", status=STRING, answers=STRING, storage=STRING),
        "Node": {**node, "description": "A text, or an element of a text; never markup."},
        "Button": thing(title=STRING, payload=STRING),
    }


def _conversation(settings: WebSettings) -> Schema:
    length = {"minLength": 1, "maxLength": settings.longest_message}
    text = {"type": "string", **length, "pattern": r"[^\s/]"}
    messages = _messages()
    conversation = thing(id=UUID)
    return {
        "Greeting": thing(text=STRING, content=array(ref("Node")), buttons=array(ref("Button"))),
        "NewConversation": thing(
            conversation=conversation, token=STRING, greeting=ref("Greeting"), messages=messages
        ),
        "Transcript": thing(
            "standing",
            "cursor",
            conversation=conversation,
            greeting=ref("Greeting"),
            messages=messages,
            standing=ref("Standing"),
            cursor=NUMBER,
        ),
        "NewMessage": {
            "oneOf": [
                thing(id=UUID, text=text),
                thing(id=UUID, payload={**STRING, **length}),
            ]
        },
        "Answer": thing(id=UUID, messages=array(ref("BotMessage"))),
        "Feedback": thing(message=UUID, helpful=YES_OR_NO),
        "GuestMessage": thing(
            id=UUID, author=texts("guest"), created=MOMENT, text=STRING, answered=YES_OR_NO
        ),
        "BotMessage": thing(
            id=UUID,
            author=texts("bot"),
            created=MOMENT,
            answers=UUID,
            text={**STRING, "description": "Markdown."},
            content={**array(ref("Node")), "description": "The same text as a tree."},
            speech={**STRING, "description": "The same facts for the ear, in plain words."},
            buttons=array(ref("Button")),
            outcome=STRING,
            source_line=STRING,
            may_rate=YES_OR_NO,
            helpful=maybe(YES_OR_NO),
        ),
    }


def _wanting_a_person() -> Schema:
    messages = _messages()
    return {
        "Standing": thing(state=texts("none", "waiting", "live"), agent=maybe(STRING)),
        "Handoff": thing(
            standing=ref("Standing"),
            ways=thing(
                text=STRING, chat=YES_OR_NO, call_back=thing(purpose=STRING, consent=STRING)
            ),
            messages=messages,
            cursor=NUMBER,
        ),
        "News": thing(standing=ref("Standing"), messages=messages, cursor=NUMBER),
        "CallBack": thing(
            "phone",
            "email",
            "about",
            id=UUID,
            name=STRING,
            phone=STRING,
            email=STRING,
            about=STRING,
            agreed=YES_OR_NO,
        ),
        "AgentMessage": thing(
            id=UUID, author=texts("agent"), created=MOMENT, name=STRING, text=STRING
        ),
        "Notice": thing(
            id=UUID,
            author=texts("notice"),
            created=MOMENT,
            kind=STRING,
            text={**STRING, "description": "Markdown."},
            content=array(ref("Node")),
            speech={**STRING, "description": "The same facts for the ear."},
        ),
    }


def _messages() -> Schema:
    kinds = ("GuestMessage", "BotMessage", "AgentMessage", "Notice")
    return array({"oneOf": [ref(kind) for kind in kinds]})
