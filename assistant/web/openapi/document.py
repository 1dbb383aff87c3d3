"""The description of a door: of all that we serve, what this one serves."""

from __future__ import annotations

import re
from collections.abc import Iterable

from starlette.routing import BaseRoute, Route

from assistant.web.openapi import agents, guests, phone, upkeep
from assistant.web.openapi.pieces import Schema
from assistant.web.settings import WebSettings

_GAP = re.compile(r"\{(\w{1,40}):\w{1,20}\}")


def document(settings: WebSettings, routes: Iterable[BaseRoute]) -> Schema:
    """OpenAPI 3.0 for the addresses among `routes` that are an API; pages and files are none."""
    served = {(address(r), method.lower()) for r in routes if isinstance(r, Route)
              for method in r.methods or ()}  # fmt: skip
    everything = {
        **guests.paths(),
        **phone.paths(),
        **agents.paths(settings),
        **upkeep.paths(),
    }
    paths: Schema = {}
    for path, operations in everything.items():
        here = {method: told for method, told in operations.items() if (path, method) in served}
        if here:
            paths[path] = here
    schemas = {**guests.schemas(settings), **agents.schemas(), **phone.schemas()}
    keys = {**guests.KEYS, **agents.KEYS, **phone.KEYS, **upkeep.KEYS}
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Second Key assistant: the web door",
            "version": "1",
            "description": (
                "Guests: one conversation is opened by its token, and whoever asks there is a "
                "guest. A message's id is made by the client: sent again, it gets the same answer."
            ),
        },
        "paths": paths,
        "components": {
            "securitySchemes": _needed(keys, paths),
            "schemas": _used(schemas, paths),
        },
    }


def address(route: Route) -> str:
    """A route's path as OpenAPI writes it: `{id:uuid}` is `{id}`."""
    return _GAP.sub(r"{\1}", route.path)


def _needed(keys: Schema, paths: Schema) -> Schema:
    """The keys that one of these addresses asks for."""
    asked = {
        name
        for operations in paths.values()
        for told in operations.values()
        for alternative in told.get("security", ())
        for name in alternative
    }
    return {name: key for name, key in keys.items() if name in asked}


def _used(schemas: Schema, paths: Schema) -> Schema:
    """The schemas that these addresses name, and those that they name in turn."""
    found: set[str] = set()
    new = _named(paths)
    while new:
        found |= new
        new = {name for one in new for name in _named(schemas[one])} - found
    return {name: schema for name, schema in schemas.items() if name in found}


def _named(part: object) -> set[str]:
    if isinstance(part, dict):
        named = {str(part["$ref"]).rpartition("/")[2]} if "$ref" in part else set()
        return named.union(*map(_named, part.values()))
    if isinstance(part, list):
        return set().union(*map(_named, part))
    return set()
