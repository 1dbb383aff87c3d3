"""What the description of every door is made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Schema = dict[str, Any]

UUID: Schema = {
    "type": "string",
    "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
    "description": "A UUID in lower case.",
}
STRING: Schema = {"type": "string"}
YES_OR_NO: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
MOMENT: Schema = {"type": "string", "format": "date-time"}

_JSON = "application/json"


def operation(
    summary: str,
    status: int,
    answer: Schema | None,
    *,
    kind: str = _JSON,
    body: Schema | None = None,
    body_kind: str = _JSON,
    security: Iterable[Schema] = (),
    parameters: Iterable[Schema] = (),
    refused: Iterable[int] = (),
) -> Schema:
    """One method of one address. `answer`: None for an answer without a body.

    `refused`: statuses beyond those that follow from the rest: a body may be malformed, too slow
    or too long; what needs a key may be asked without it.
    """
    keys = list(security)
    parameters = list(parameters)
    codes = {403, 429, 500, 503, *refused}
    if keys:
        codes.add(401)
    if body:
        codes |= {400, 404, 408, 413}
    if any(parameter["in"] == "path" for parameter in parameters):
        codes.add(404)
    told: Schema = {"description": "As asked."}
    if answer is not None:
        told["content"] = {kind: {"schema": answer}}
    refusal = {"description": "A kind sentence.", **json(ref("Error"))}
    described: Schema = {
        "summary": summary,
        "responses": {str(status): told, **{str(code): refusal for code in sorted(codes)}},
    }
    if body:
        described["requestBody"] = {"required": True, "content": {body_kind: {"schema": body}}}
    if keys:
        described["security"] = keys
    if parameters:
        described["parameters"] = parameters
    return described


def json(schema: Schema) -> Schema:
    """A JSON body."""
    return {"content": {_JSON: {"schema": schema}}}


def in_path(name: str, schema: Schema) -> Schema:
    """A gap in an address."""
    return {"name": name, "in": "path", "required": True, "schema": schema}


def in_query(name: str, schema: Schema) -> Schema:
    """A part of an address's query that may be left out."""
    return {"name": name, "in": "query", "schema": schema}


def ref(name: str) -> Schema:
    """A schema of the same document."""
    return {"$ref": f"#/components/schemas/{name}"}


def texts(*values: str) -> Schema:
    """One of a few words."""
    return {"type": "string", "enum": list(values)}


def short(longest: int) -> Schema:
    """A text of so many characters at most."""
    return {"type": "string", "maxLength": longest}


def maybe(schema: Schema) -> Schema:
    """The same, or null."""
    if "$ref" in schema:
        return {"allOf": [schema], "nullable": True}
    return {**schema, "nullable": True}


def array(items: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": items}


def thing(*optional: str, **properties: Schema) -> Schema:
    """An object of exactly these fields, all of them there but the optional ones."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }


def mapping(values: Schema) -> Schema:
    """An object whose names are not fixed."""
    return {"type": "object", "additionalProperties": values}
