"""The published description and the door's routes have the same addresses."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from jsonschema import Draft4Validator
from starlette.routing import Route

from assistant.web.openapi import address
from benchmarks.fuzz.house import House
from benchmarks.real_desk import open_real_desk

PAGES = ("/", "/agent", "/agent/")
FILES = (".js", ".css", ".svg", ".html")
"""What a person looks at is no API: pages and their files are not described."""
METHODS = {"get", "post", "put", "delete", "patch"}


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    house = House(open_real_desk())
    yield house
    house.close()


def test_every_address_of_the_house_is_described_or_is_a_page(house: House) -> None:
    document = json.loads(house.ask("GET", "/openapi.json").body)
    described = {(path, method) for path, told in document["paths"].items() for method in told}
    served = set()
    for route in house.app.routes:
        assert isinstance(route, Route), f"{route} is no plain route: describe it too"
        if route.path not in PAGES and not route.path.endswith(FILES):
            methods = {method.lower() for method in route.methods or ()} & METHODS
            served |= {(address(route), method) for method in methods}
    assert served == described
    assert {path.split("/")[1] for path, _ in served} >= {"api", "agent", "phone", "metrics"}


def test_the_description_is_openapi_with_every_reference_there(house: House) -> None:
    text = house.ask("GET", "/openapi.json").text
    document = json.loads(text)
    assert document["openapi"].startswith("3.0.")
    schemas = document["components"]["schemas"]
    for name in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert name in schemas
    for schema in schemas.values():
        Draft4Validator.check_schema(schema)


def test_what_needs_a_key_says_so(house: House) -> None:
    document = json.loads(house.ask("GET", "/openapi.json").body)
    for path, operations in document["paths"].items():
        for method, told in operations.items():
            keys = {name for alternative in told.get("security", ()) for name in alternative}
            if path.startswith("/phone/"):
                assert keys == {"signature"}
            elif path.startswith("/api/conversation/"):
                assert keys == {"token"}
            elif path.startswith("/agent/api/") and not path.endswith(("/ways-in", "/sign-in")):
                assert keys == ({"signed_in"} if method == "get" else {"signed_in", "page"})
