"""What guests type about themselves stands in no tracker in the clear."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from typed_secrets import TYPED, VIN, found_in  # noqa: E402

pytestmark = pytest.mark.rasa


def test_a_tracker_full_of_numbers_keeps_none_of_them(
    loop: asyncio.AbstractEventLoop, tmp_path: Path
) -> None:
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
    from rasa.shared.core.trackers import DialogueStateTracker

    from assistant.bot.tracker_store import ConversationStore
    from assistant.storage.schema import trackers
    from assistant.storage.vault import Vault

    vault = Vault("a secret for tests")
    store = ConversationStore(Domain.empty(), host=f"sqlite:///{tmp_path}/trackers.db")
    for number, (said, _) in enumerate(TYPED):
        tracker = DialogueStateTracker.from_events(f"guest-{number}", [])
        tracker.update(ActionExecuted("action_listen"))
        parsed = {"text": said, "intent": {"name": "inform"}, "understanding": {"said": said}}
        entity = {"entity": "vin", "value": vault.seal(VIN), "start": 0, "end": 4}
        metadata = {"request_id": "0123456789ab"}
        tracker.update(UserUttered(said, {"name": "inform"}, [entity], parsed, metadata=metadata))
        tracker.update(SlotSet("vin", vault.seal(VIN)))
        tracker.update(BotUttered(f"You said {said}", metadata={"reply": {"text": said}}))
        loop.run_until_complete(store.save(tracker))
    with store._engine.connect() as db:
        rows = db.execute(sa.select(trackers)).all()
    kept = str(rows)
    assert len(rows) == len(TYPED)
    assert found_in(kept) == []
    store._engine.dispose()
    assert found_in("".join(f.read_text("latin-1") for f in tmp_path.iterdir())) == []
