"""`assistant ask`: one-turn conversations through the very pipeline that guests meet."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from assistant.commands.options import json_option, lines_of, on_option, print_json
from assistant.settings import Settings


@click.command()
@click.argument("text", required=False)
@click.option(
    "--file",
    "file",
    type=click.Path(path_type=Path, allow_dash=True),
    help="A file with one message a line; - reads standard input.",
)
@click.option(
    "--audience", type=click.Choice(["guest", "agent"]), default="guest", show_default=True
)
@click.option("--channel", type=click.Choice(["web", "voice"]), default="web", show_default=True)
@on_option
@json_option
def ask(
    text: str | None,
    file: Path | None,
    audience: str,
    channel: str,
    on: date | None,
    as_json: bool,
) -> None:
    """Ask TEXT as a guest (or an agent) would. Each message is a conversation of its own."""
    if (text is None) == (file is None):
        raise click.UsageError("Give either a TEXT or --file F.")
    messages = lines_of(file) if file else [text or ""]
    metadata = {"audience": audience, "channel": channel}
    if on:
        metadata["on"] = on.isoformat()
    asyncio.run(_ask_all(messages, metadata, as_json))


async def _ask_all(messages: list[str], metadata: dict[str, str], as_json: bool) -> None:
    with _rasa_on_stderr():
        rehearsal = await _load()
    for number, message in enumerate(messages, start=1):
        with _rasa_on_stderr():
            turn = await rehearsal.say(message, metadata=metadata)
        result = summary(turn.text, turn.parse, turn.replies)
        if as_json:
            print_json(result)
            continue
        if len(messages) > 1:
            click.secho(f"{number}. {message}", bold=True)
        _print_turn(result)


async def _load() -> Any:
    from assistant.bot.training import ensure_model, quiet_logs, quiet_rasa

    quiet_rasa()
    quiet_logs()
    settings = Settings.from_environment()
    from actions.direct import run_action
    from assistant.bot.rehearsal import Rehearsal

    model = await asyncio.get_running_loop().run_in_executor(None, ensure_model, settings)
    return await Rehearsal.load(model, run_action)


def summary(text: str, parse: dict[str, Any], replies: list[dict[str, Any]]) -> dict[str, Any]:
    """One message's JSON object (contract, part 3)."""
    from assistant.bot.desk import the_vault
    from assistant.desk.understanding import CHECK
    from assistant.desk.vehicle import Heard, facts_as_dict

    said = parse.get("understanding") or {}
    heard = dict(said.get("heard") or {})
    if heard.get("vin"):
        heard["vin"] = the_vault().open(heard["vin"])
    intent = said.get("intent") or (parse.get("intent") or {}).get("name")
    # What is answered beside the guest's own vehicle does not change what the message is about.
    told = [r for r in replies if r["outcome"] == "verdict"] if intent == CHECK else []
    main = (told or replies or [{}])[0]
    topics = [t for reply in replies for t in reply.get("topics", [])]
    sources = [s for reply in replies for s in reply.get("sources", [])]
    verdicts = [reply["verdict"] for reply in replies if reply.get("verdict")]
    return {
        "text": text,
        "intent": intent,
        "topic": topics[0] if topics else None,
        "topics": topics,
        "confidence": said.get("confidence", 0.0),
        "outcome": main.get("outcome", "fallback"),
        "facts": facts_as_dict(Heard.from_dict(heard).facts),
        "replies": [
            {"text": r["text"], "speech": r.get("speech", r["text"]), "buttons": r["buttons"]}
            for r in replies
        ],
        "sources": [dict(pair) for pair in dict.fromkeys(tuple(s.items()) for s in sources)],
        "verdict": verdicts[0] if verdicts else None,
    }


def _print_turn(result: dict[str, Any]) -> None:
    for reply in result["replies"]:
        click.echo(reply["text"])
        if reply["buttons"]:
            click.secho("  [" + "]  [".join(b["title"] for b in reply["buttons"]) + "]", fg="cyan")
    about = result["topic"] or result["intent"]
    where = "; ".join(f"{s['document']} {s['item']}" for s in result["sources"])
    where = f"; {where}" if where else ""
    click.secho(f"  ({about}, {result['confidence']:.0%}{where})\n", dim=True)


class _rasa_on_stderr:
    """What Rasa and TensorFlow print on standard output goes to standard error meanwhile."""

    def __enter__(self) -> None:
        sys.stdout.flush()
        self._saved = os.dup(1)
        os.dup2(2, 1)

    def __exit__(self, *exception: object) -> None:
        sys.stdout.flush()
        os.dup2(self._saved, 1)
        os.close(self._saved)
