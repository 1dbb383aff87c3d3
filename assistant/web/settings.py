"""What whoever runs the door may change, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Greeting:
    """What the widget says before the guest does, and its first quick replies."""

    text: str = (
        "Welcome. I am an automated assistant for the Second Key Delivery Program. "
        "I can tell you what the program is, and whether and when your vehicle gets its "
        "second Smart Key. How may I help?"
    )
    suggestions: tuple[str, ...] = (
        "Is my vehicle in the program?",
        "What do I need to bring?",
        "Is it free of charge?",
        "I would like to talk to a person",
    )
    """Each is shown and sent as it stands."""


@dataclass(frozen=True)
class Rate:
    """So many at once, and then so many a minute."""

    burst: int
    a_minute: float


@dataclass(frozen=True)
class WebSettings:
    """The web door's settings; the defaults fit one machine that serves guests directly."""

    allowed_origins: tuple[str, ...] = ()
    """Origins of other sites that may embed the widget: "https://dealer.example"."""
    public_url: str = ""
    """The address guests use, when a proxy stands in front: "https://keys.example"."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses whose X-Forwarded-For is believed. Without them limits go by the peer."""
    longest_message: int = 1_000
    """Characters."""
    largest_body: int = 16 * 1024
    """Bytes of one request."""
    body_seconds: float = 10.0
    """How long a request may take to arrive."""
    messages_per_conversation: Rate = field(default_factory=lambda: Rate(burst=10, a_minute=20))
    requests_per_address: Rate = field(default_factory=lambda: Rate(burst=120, a_minute=240))
    conversations_per_address: Rate = field(default_factory=lambda: Rate(burst=30, a_minute=30))
    turns_at_once: int = 8
    """Turns under way at a time; the bot has one processor for them. Others wait in their order."""
    longest_wait: float = 5.0
    """Seconds that a guest is let wait for a turn. Who would wait longer is told when to come."""
    storage_threads: int = 4
    """Transactions under way at a time. More help only where the database is far away."""
    conversation_days: float = 30.0
    """How long an untouched conversation can still be read with its token."""
    metrics_token: str = field(default="", repr=False)
    """With it, /metrics is read from other machines. Empty: from this one only."""
    greeting: Greeting = field(default_factory=Greeting)
