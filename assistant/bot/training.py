"""The Rasa model: made when none fits the dialogue files, kept under its content's name.

The model holds rules and domain only, so an edit in knowledge/ never makes it stale.
"""

import hashlib
import logging
import os
import warnings
from pathlib import Path

from assistant.errors import ModelError
from assistant.settings import Settings

log = logging.getLogger(__name__)

_HOLDS = ("config.yml", "domain.yml", "data/rules.yml", "data/stories.yml")
RASA_VERSION = "3.6.21"


def quiet_rasa() -> None:
    """Keep TensorFlow's and Rasa's chatter out of a person's terminal; set before the import."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    warnings.simplefilter("ignore")


def quiet_logs() -> None:
    """Only warnings from Rasa's own two logging systems; its default is to tell everything."""
    from rasa.utils.log_utils import configure_structlog

    logging.getLogger("rasa").setLevel(logging.WARNING)
    configure_structlog(logging.WARNING)


def current_model(settings: Settings) -> Path:
    """Where the model for the present dialogue files is, or will be."""
    if settings.model:
        return Path(settings.model)
    digest = hashlib.sha256(RASA_VERSION.encode())
    for name in _HOLDS:
        digest.update((settings.root / name).read_bytes())
    return settings.root / "models" / f"second-key-{digest.hexdigest()[:12]}.tar.gz"


def ensure_model(settings: Settings) -> Path:
    """The current model, trained now if need be. Raises ModelError when that fails."""
    model = current_model(settings)
    if model.exists():
        return model
    if settings.model:
        raise ModelError(
            f"There is no model at {model}. Correct SECOND_KEY_MODEL, or leave it empty."
        )
    return train(settings)


def train(settings: Settings) -> Path:
    """Train the model; takes seconds, since nothing is learnt from texts."""
    quiet_rasa()
    import rasa

    quiet_logs()
    model = current_model(settings)
    result = rasa.train(
        domain=str(settings.root / "domain.yml"),
        config=str(settings.root / "config.yml"),
        training_files=str(settings.root / "data"),
        output=str(model.parent),
        fixed_model_name=model.name,
    )
    if result.code != 0 or not model.exists():
        raise ModelError("Rasa could not train the model; its messages above say why.")
    return model
