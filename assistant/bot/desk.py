"""What Rasa's parts need of the desk, and when it is."""

from datetime import datetime, timezone
from typing import Any, Optional

from assistant.desk.desk import Moment
from assistant.desk.opening import desk_of_process as the_desk
from assistant.desk.opening import moment_of
from assistant.desk.opening import vault_of_process as the_vault

__all__ = ["moment", "the_desk", "the_vault"]


def moment(metadata: Optional[dict[str, Any]]) -> Moment:
    """When and to whom this turn speaks."""
    return moment_of(metadata, datetime.now(timezone.utc))
