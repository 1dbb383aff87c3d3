"""Rasa's process has one desk, opened at the first use and kept."""

from datetime import datetime, timezone
from functools import lru_cache
from typing import Any, Dict, Optional

from assistant.desk.desk import Desk, Moment
from assistant.desk.opening import moment_of, open_desk
from assistant.settings import Settings
from assistant.storage.vault import Vault


@lru_cache(maxsize=1)
def the_desk() -> Desk:
    """Live knowledge, recognition and the words."""
    return open_desk(Settings.from_environment())


@lru_cache(maxsize=1)
def the_vault() -> Vault:
    """Seals VINs before they reach messages that are stored."""
    return Vault(Settings.from_environment().secret_key())


def moment(metadata: Optional[Dict[str, Any]]) -> Moment:
    """When and to whom this turn speaks."""
    return moment_of(metadata, datetime.now(timezone.utc))
