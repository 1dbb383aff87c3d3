"""The API's description, published at /openapi.json."""

from __future__ import annotations

from assistant.web.openapi.document import address, document

__all__ = ["address", "document"]
