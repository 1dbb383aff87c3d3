"""The action process's one desk, opened at the first call and kept."""

from datetime import datetime, timezone
from functools import lru_cache

from assistant.desk.desk import Desk, Moment
from assistant.desk.opening import moment_of, open_desk
from assistant.desk.reply import Reply
from assistant.settings import Settings
from assistant.storage.vault import Vault
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher


@lru_cache(maxsize=1)
def the_desk() -> Desk:
    """Live knowledge, the engine and the words."""
    return open_desk(Settings.from_environment())


@lru_cache(maxsize=1)
def the_vault() -> Vault:
    """Opens and seals VINs in slots."""
    return Vault(Settings.from_environment().secret_key())


def moment(tracker: Tracker) -> Moment:
    """When and to whom this turn speaks."""
    metadata = (tracker.latest_message or {}).get("metadata")
    return moment_of(metadata, datetime.now(timezone.utc))


def say(dispatcher: CollectingDispatcher, reply: Reply) -> None:
    """Hand a reply to Rasa: text and buttons for any channel, the whole of it for our doors."""
    dispatcher.utter_message(
        text=reply.text,
        buttons=[{"title": b.title, "payload": b.payload} for b in reply.buttons],
        reply=reply.as_dict(),
    )
