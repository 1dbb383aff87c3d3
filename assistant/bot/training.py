"""The Rasa model: made when none fits the dialogue files, kept under its content's name.

The model holds rules and domain only, so an edit in knowledge/ never makes it stale.
"""

import gzip
import hashlib
import json
import logging
import os
import tarfile
import warnings
import zlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from assistant.errors import ModelError
from assistant.settings import Settings

log = logging.getLogger(__name__)

_HOLDS = ("config.yml", "domain.yml", "data/rules.yml", "data/stories.yml")
_ABOUT = "metadata.json"
_A_CHUNK = 1 << 20
RASA_VERSION = "3.6.21"


def quiet_rasa() -> None:
    """Keep TensorFlow's and Rasa's chatter out of a person's terminal; set before the import."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    import_module("sanic")  # Its import lets every library's deprecations be told again.
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


def fault_of(model: Path) -> str:
    """Why a model cannot be used, as the end of a sentence; empty when it can.

    Rasa itself would start without it and answer nothing.
    """
    if not model.exists():
        return "is not there"
    if model.is_dir():  # Rasa takes the newest of a folder.
        return "" if any(model.glob("*.tar.gz")) else "is a folder without a model"
    try:
        with gzip.open(model) as whole:
            while whole.read(_A_CHUNK):  # The checksum stands at the very end; a tar stops earlier.
                pass
            whole.seek(0)
            with tarfile.open(fileobj=whole) as archive:
                members = archive.getmembers()
                about = next((m for m in members if m.name.lstrip("./") == _ABOUT), None)
                file = archive.extractfile(about) if about else None
                values = json.load(file) if file else {}
    except (OSError, EOFError, tarfile.TarError, zlib.error, ValueError):
        return "is damaged"
    made_by = values.get("rasa_open_source_version") if isinstance(values, dict) else None
    if made_by != RASA_VERSION:
        return f"was made by Rasa {made_by or 'of an unknown version'}, and not by {RASA_VERSION}"
    return ""


def ensure_model(settings: Settings, *, tell: Callable[[str], None] = log.warning) -> Path:
    """The current model, trained now if need be. Raises ModelError when that fails.

    `tell` gets a sentence for a person when that takes a while.
    """
    model = current_model(settings)
    fault = fault_of(model)
    if not fault:
        return model
    if settings.model:
        raise ModelError(
            f"The model {model} {fault}. Correct SECOND_KEY_MODEL, or leave it empty: then one is "
            "made."
        )
    if model.exists():
        tell(f"The model {model.name} {fault}; making a new one.")
        model.unlink()
    tell("Training the dialogue model (once, about half a minute) ...")
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
