"""Actions called in the caller's own process, for conversations without a server."""

from functools import lru_cache
from typing import Any, Optional

from rasa_sdk.executor import ActionExecutor


@lru_cache(maxsize=1)
def _executor() -> ActionExecutor:
    executor = ActionExecutor()
    executor.register_package("actions")
    return executor


async def run_action(call: dict[str, Any]) -> Optional[dict[str, Any]]:
    """One call of Rasa's action protocol: {"next_action", "tracker", "domain"} -> its answer."""
    return await _executor().run(call)
