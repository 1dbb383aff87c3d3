"""What whoever runs the phone line may change."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PhoneSettings:
    """The phone line's settings."""

    token: str = ""
    """The provider's secret, which signs its requests. Empty: dry mode, on loopback only."""
    public_url: str = ""
    """The address under which the provider reaches the door: "https://keys.example"."""
    voice: str = "Polly.Joanna"
    """The provider's voice; one that understands SSML."""
    largest_body: int = 16 * 1024
    """Bytes of one request."""
    body_seconds: float = 5.0
    """How long a request may take to arrive."""
    ring_seconds: int = 25
    """How long a transfer may ring."""
    patience_seconds: float = 11.0
    """How long to wait for a turn that another request is answering; providers wait 15 s."""
