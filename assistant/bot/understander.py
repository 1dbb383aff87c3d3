"""Rasa's only NLU component: hands the message to the desk and writes down what it understood."""

import time
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    METADATA,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from assistant.bot.desk import moment, the_desk, the_vault
from assistant.bot.turn import current_turn

UNDERSTANDING = "understanding"
"""Key of the parse data under which Understanding.as_dict() travels; its VIN is sealed."""


@DefaultV1Recipe.register(
    [
        DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER,
        DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR,
    ],
    is_trainable=False,
)
class Understander(GraphComponent):
    """Gives `intent`, `intent_ranking`, `entities` and `understanding`.

    It learns nothing in training: topics and phrasings are read live from knowledge/ and data/nlu.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Understander":
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Understand each message; buttons' payloads never come here, Rasa reads them itself."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                self._understand(message, text)
        return messages

    @staticmethod
    def _understand(message: Message, text: str) -> None:
        began = time.perf_counter()
        said = the_desk().understand(text, moment(message.get(METADATA))).as_dict()
        current_turn().understood(said["intent"], said["confidence"], time.perf_counter() - began)
        if said["heard"].get("vin"):
            said["heard"]["vin"] = the_vault().seal(said["heard"]["vin"])
        intent = {
            INTENT_NAME_KEY: said["intent"],
            PREDICTED_CONFIDENCE_KEY: said["confidence"],
        }
        entities = [
            {"entity": name, "value": value, "start": 0, "end": len(text)}
            for name, value in said["heard"].items()
            if name in ("model", "model_year", "built", "plant", "vin")
        ] + [{"entity": "topic", "value": t, "start": 0, "end": len(text)} for t in said["topics"]]
        message.set(INTENT, intent, add_to_output=True)
        message.set(INTENT_RANKING_KEY, [intent], add_to_output=True)
        message.set(ENTITIES, entities, add_to_output=True)
        message.set(UNDERSTANDING, said, add_to_output=True)
