"""Guests as Locust plays them: `python -m locust -f benchmarks/load/locustfile.py ... Crowd`.

Each guest has an address of loopback to themselves (127.x.y.z), so the door's limits for each
address stand as they are. What the widget does, they do: open, begin, say, wait when told to.
"""

from __future__ import annotations

import itertools
import os
import time
import uuid
from typing import Any

import gevent
from gevent import socket
from geventhttpclient.client import HTTPClientPool
from locust import between, constant, task
from locust.contrib.fasthttp import FastHttpUser
from locust.exception import StopUser

from benchmarks.load.guests import Message, Talk

PATIENCE = 25.0
"""Seconds until the widget gives a request up."""
AS_LONG_AS = 90.0
"""Seconds that a guest of the burst stays."""
TURNS_EACH = 5
"""Messages of a conversation in the long run; the door lets a guest send ten at once."""
TURNS = int(os.environ.get("LOAD_TURNS", "0"))
"""How many turns the long run takes."""
BURST = int(os.environ.get("LOAD_BURST", "0"))
"""How many guests the burst has."""

_numbers = itertools.count(1)
_arrived = itertools.count(1)
_done = itertools.count(1)


class FromAddress(HTTPClientPool):
    """Connections that come from one address of loopback, as a guest's come from one home."""

    def __init__(self, number: int) -> None:
        super().__init__(connection_timeout=PATIENCE, network_timeout=PATIENCE)
        self._address = f"127.{1 + (number >> 16) % 254}.{(number >> 8) % 256}.{number % 256}"

    def get_client(self, url: Any) -> Any:
        client = super().get_client(url)
        client._connection_pool._create_tcp_socket = self._socket
        return client

    def _socket(self, family: int, kind: int, protocol: int) -> socket.socket:
        made = socket.socket(family, kind, protocol)
        made.bind((self._address, 0))
        return made


class Guest(FastHttpUser):
    """A guest with the chat open."""

    abstract = True

    def arrive(self) -> None:
        """As somebody new, from an address of their own."""
        number = next(_numbers)
        self.talk = Talk(number)
        self.client.client.clientpool.close()
        self.client.client.clientpool = FromAddress(number)
        self.headers: dict[str, str] = {}

    def begin(self) -> None:
        """The first message opens a conversation."""
        with self.rest("POST", "/api/conversations", name="begin") as answer:
            if answer.status_code == 201:
                self.headers = {"Authorization": f"Bearer {answer.js['token']}"}

    def say(self, message: Message) -> list[dict[str, Any]]:
        """One message; an answer without words is a failure."""
        body = {"id": str(uuid.uuid4()), "text": message.text}
        with self.rest(
            "POST",
            "/api/conversation/messages",
            name=message.kind,
            json=body,
            headers=self.headers,
        ) as answer:
            said = (answer.js or {}).get("messages") or []
            if answer.status_code == 200 and not any(reply["text"] for reply in said):
                answer.failure("an answer without words")
        return said


class Crowd(Guest):
    """Types like a person: reads the answer, thinks for ten to thirty seconds, types on."""

    wait_time = constant(0)

    @task
    def converse(self) -> None:
        """One guest's visit, from opening the chat to leaving it."""
        self.arrive()
        with self.rest("GET", "/api/greeting", name="open the chat"):
            pass
        self.think(2, 30)
        self.begin()
        for message in self.talk.conversation():
            said = self.say(message)
            self.think(10, 30)
            self.rate(said)

    def rate(self, said: list[dict[str, Any]]) -> None:
        """One guest in ten gives a thumb."""
        if not said or not said[-1]["may_rate"] or not self.talk.seldom(10):
            return
        body = {"message": said[-1]["id"], "helpful": True}
        path = "/api/conversation/feedback"
        with self.rest("POST", path, name="thumb", json=body, headers=self.headers):
            pass

    def think(self, least: float, most: float) -> None:
        gevent.sleep(between(least, most)(self))


class Burst(Guest):
    """Comes with everybody else, asks one question, and does as the widget does."""

    wait_time = constant(0)

    @task
    def ask(self) -> None:
        """Open the chat, ask, wait as often as told to, and look whether all of it was kept."""
        if next(_arrived) > BURST:
            raise StopUser  # Locust fills the places of those who have gone.
        self.arrive()
        began = time.perf_counter()
        self.insist("GET", "/widget.js", "open: widget.js")
        self.insist("GET", "/api/greeting", "open: greeting")
        opened = self.insist("POST", "/api/conversations", "begin")
        if opened:
            self.headers = {"Authorization": f"Bearer {opened['token']}"}
            body = {"id": str(uuid.uuid4()), "text": self.talk.question().text}
            answer = self.insist("POST", "/api/conversation/messages", "question", body)
            took = 1000 * (time.perf_counter() - began)
            self.fire("from opening to the answer", took, "" if answer else "never answered")
            if answer:
                self.look_for(body["id"], answer["messages"])
        if next(_done) == BURST:
            gevent.spawn(self.environment.runner.quit)
        raise StopUser

    def insist(self, method: str, path: str, name: str, body: Any = None) -> Any:
        """The answer, at last; a wait counts as polite only with a kind sentence and a time."""
        end = time.monotonic() + AS_LONG_AS
        while time.monotonic() < end:
            with self.client.request(
                method, path, name=name, json=body, headers=self.headers, catch_response=True
            ) as answer:
                if answer.status_code in (200, 201):
                    return answer.json() if "json" in answer.headers["content-type"] else True
                wait = float((answer.headers or {}).get("retry-after", 0))
                polite = answer.status_code in (429, 503) and wait and answer.json()["error"]
                if not polite or not polite["message"]:
                    answer.failure(f"status {answer.status_code}: {answer.error}")
                    return None
                answer.request_meta["name"] = f"{name}: told to wait"
                answer.success()
            gevent.sleep(wait)
        return None

    def look_for(self, message: str, said: list[dict[str, Any]]) -> None:
        """Whatever was acknowledged is in the conversation, once."""
        kept = self.insist("GET", "/api/conversation", "reload")
        ids = [found["id"] for found in kept["messages"]] if kept else []
        if ids != [message, *(reply["id"] for reply in said)]:
            self.fire("kept", 0, f"said {message} and {len(said)} answers, kept {len(ids)}")

    def fire(self, name: str, milliseconds: float, fault: str) -> None:
        """Count something that is no single request."""
        self.environment.events.request.fire(
            request_type="GUEST",
            name=name,
            response_time=milliseconds,
            response_length=0,
            exception=RuntimeError(fault) if fault else None,
            context={},
        )


class Hurried(Guest):
    """Sends the next message as soon as the answer is there; new guests follow without a pause."""

    wait_time = constant(0)

    @task
    def converse(self) -> None:
        """One short conversation."""
        self.arrive()
        self.begin()
        messages = (message for _ in itertools.count() for message in self.talk.conversation())
        for message in itertools.islice(messages, TURNS_EACH):
            self.say(message)
            if next(_done) == TURNS:
                gevent.spawn(self.environment.runner.quit)
