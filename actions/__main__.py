"""`python -m actions` is the action server (rasa_sdk's own listens everywhere)."""

from assistant.logs import log_as_json
from assistant.settings import Settings
from assistant.steady import keep_what_is_loaded
from assistant.storage.masking import mask


def main() -> None:
    """Open the desk before the first call, then serve until stopped."""
    from rasa_sdk.endpoint import create_app

    from actions.desk import the_desk
    from actions.log import log_calls
    from actions.readiness import tell_readiness

    settings = Settings.from_environment()
    the_desk()
    app = create_app("actions")
    log_as_json("actions", clean=mask)
    log_calls(app)
    tell_readiness(app, the_desk())
    keep_what_is_loaded()
    app.run(settings.actions_host, settings.actions_port, workers=1, access_log=False, debug=False)


if __name__ == "__main__":
    main()
