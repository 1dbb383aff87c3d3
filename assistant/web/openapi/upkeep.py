"""For who runs the door: health, readiness, metrics, and this description itself."""

from __future__ import annotations

from assistant.web.openapi.pieces import STRING, Schema, operation, ref

KEYS: Schema = {
    "metrics": {
        "type": "http",
        "scheme": "bearer",
        "description": "Not needed from the machine itself. Everybody else finds nothing there.",
    }
}


def paths() -> Schema:
    """The addresses."""
    return {
        "/healthz": {"get": operation("Whether the door runs.", 200, ref("Status"))},
        "/readyz": {"get": operation("Whether a guest can be answered.", 200, ref("Status"))},
        "/metrics": {
            "get": operation(
                "Figures in Prometheus's form.",
                200,
                STRING,
                kind="text/plain",
                security=[{"metrics": []}],
                refused=[404],
            )
        },
        "/openapi.json": {"get": operation("This description.", 200, {"type": "object"})},
    }
