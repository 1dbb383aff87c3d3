"""What the actions need of the desk, and when it is."""

from datetime import datetime, timezone

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from assistant.desk.desk import Moment
from assistant.desk.opening import desk_of_process as the_desk
from assistant.desk.opening import moment_of
from assistant.desk.opening import vault_of_process as the_vault
from assistant.desk.reply import Reply

__all__ = ["moment", "say", "the_desk", "the_vault"]


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
