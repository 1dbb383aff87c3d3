"""`assistant knowledge ...` as an editor meets it: sentences, JSON, and exit codes 0, 1, 2."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main
from assistant.storage.database import open_database
from tests.desk.editing.conftest import Record, edit_answer, fill_in
from tests.knowledge.conftest import Folder, folder

__all__ = ["folder"]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `assistant knowledge ...` at the lighthouse: exit code, standard output, errors."""
    monkeypatch.chdir(folder.root)
    monkeypatch.setenv("SECOND_KEY_ENCODER", "none")
    monkeypatch.setenv("SECOND_KEY_DATABASE_URL", f"sqlite:///{folder.root / 'a.db'}")

    def run_one(*arguments: str) -> tuple[int, str, str]:
        code: Any = 0
        try:
            main(["knowledge", *arguments])
        except SystemExit as stop:
            code = stop.code
        told = capsys.readouterr()
        return code, told.out, told.err

    return run_one


@pytest.fixture
def old(folder: Folder) -> str:
    """The knowledge as it was before the price went up."""
    place = folder.root / "before"
    shutil.copytree(folder.knowledge, place / "knowledge")
    shutil.copytree(folder.dialogue, place / "data" / "nlu")
    edit_answer(folder, "12", "13")
    edit_answer(folder, "twelve", "13")
    return str(place / "knowledge")


@pytest.fixture
def record(folder: Folder) -> Record:
    return Record(open_database(f"sqlite:///{folder.root / 'a.db'}"))


def test_check_is_silent_about_drafts_but_for_a_line(folder: Folder, run: Run) -> None:
    run("new", "Can I bring my dog?")
    code, out, err = run("check")
    assert (code, out) == (0, "")
    assert err == "No faults.\nNot live yet: bring_dog (in knowledge/drafts/).\n"
    assert run("check", "--json")[1] == "[]\n"


def test_a_fault_is_a_finding(folder: Folder, run: Run) -> None:
    folder.edit("knowledge/topics/tickets.md", "reviewed:", "reviewd:")
    code, out, _ = run("check")
    assert code == 1
    assert "knowledge/topics/tickets.md:7: 'reviewd' is not a field of a topic" in out


def test_a_topic_goes_from_a_question_to_guests(folder: Folder, run: Run) -> None:
    code, out, _ = run("new", "Can I bring my dog?", "--like", "dogs welcome")
    assert code == 0
    assert "knowledge/drafts/bring_dog.md" in out
    assert "assistant knowledge new --publish bring_dog" in out
    assert json.loads(run("new", "--list", "--json")[1]) == ["bring_dog"]

    code, out, _ = run("new", "--publish", "bring_dog")
    assert code == 1
    assert "knowledge/drafts/bring_dog.md:5: a source needs 'document:'" in out
    assert "Nothing has changed for guests." in out

    topic = folder.knowledge / "drafts" / "bring_dog.md"
    fill_in(topic, "Dogs are welcome.")
    more = "".join(f"  - {word} dog\n" for word in "a my the big wet old wee sly shy fat".split())
    text = topic.read_text().replace("  - dogs welcome\n", f"  - dogs welcome\n{more}")
    topic.write_text(text)
    questions = "".join(f"  - {word} dogs\n" for word in "two ten bad shy-ish lazy new".split())
    (folder.knowledge / "drafts" / "bring_dog.yml").write_text(
        f"topic: bring_dog\nquestions:\n{questions}"
    )
    tried = json.loads(run("new", "--try", "bring_dog", "--json")[1])
    assert tried["faults"] == []
    assert tried["own"]["asked"] == 6
    assert not tried["published"]
    code, out, _ = run("new", "--publish", "bring_dog", "--anyway")
    assert code == 0
    assert "bring_dog is live." in out
    assert run("check")[0] == 0
    assert (folder.knowledge / "topics" / "bring_dog.md").is_file()


@pytest.mark.parametrize(
    "arguments",
    [
        ["new"],
        ["new", "a question", "--list"],
        ["new", "--try", "nothing"],
        ["new", "what does a ticket cost"],
        ["new", "a question", "--id", "../x"],
        ["replay"],
        ["replay", "no_such_file.txt", "--before", "before"],
        ["diff"],
        ["diff", "no_such_version"],
        ["test", "tikets"],
        ["unanswered", "--most", "0"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_is_said_in_one_line_with_exit_code_2(
    run: Run, arguments: list[str]
) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert err


def test_replay_tells_guests_before_and_after(folder: Folder, run: Run, old: str) -> None:
    (folder.root / "said.txt").write_text(
        'ticket cost please\n{"text": "price of a ticket", "count": 13}\nwhen is it open\n'
    )
    code, out, _ = run("replay", "said.txt", "--before", old)
    assert code == 1
    assert out == (
        "13 guests: price of a ticket\n"
        "  the answer of tickets, in other words:\n"
        "  - A ticket costs 12 dollars.\n"
        "  + A ticket costs 13 dollars.\n"
        "1 guest: ticket cost please\n"
        "  the answer of tickets, in other words (as above)\n"
        "2 of 3 messages get another answer: 14 guests of 15 (93.3%).\n"
    )
    told = json.loads(run("replay", "said.txt", "--before", old, "--json")[1])
    assert (told["changed_guests"], told["guests"]) == (14, 15)
    assert run("replay", "said.txt", "--before", "knowledge")[:2] == (
        0,
        "All 3 messages get the same answer as before.\n",
    )


def test_replay_asks_the_record_against_the_last_commit(
    folder: Folder, run: Run, record: Record
) -> None:
    who = ["-c", "user.name=K", "-c", "user.email=k@lighthouse.example"]
    for arguments in (["init", "-q"], ["add", "knowledge", "data"], ["commit", "-q", "-m", "x"]):
        subprocess.run(["git", *who, *arguments], cwd=folder.root, check=True)
    record.asked("price of a ticket", "tickets", times=3)
    assert run("replay", "--recorded")[0] == 0
    edit_answer(folder, "costs", "is")
    code, out, _ = run("replay", "--recorded")
    assert code == 1
    assert out.startswith("3 guests: price of a ticket\n")


def test_diff_tells_answers_and_verdicts(folder: Folder, run: Run, old: str) -> None:
    folder.edit("knowledge/program/phase_chart.csv", "NX,japan,,1,,2", "NX,japan,,1,2,2")
    code, out, _ = run("diff", old, "--on", "2024-02-10")
    assert code == 1
    assert "  tickets is changed (What a ticket costs)\n" in out
    assert "      + A ticket costs 13 dollars.\n" in out
    assert "  cell NX japan 2023-01: (nothing) -> phase 2\n" in out
    assert "NX built in Japan in January 2023 (" in out
    told = json.loads(run("diff", old, "knowledge", "--json", "--on", "2024-02-10")[1])
    assert [topic["id"] for topic in told["topics"]] == ["tickets"]
    assert told["verdicts"][0]["outcome_after"] == "later_phase"
    assert run("diff", "knowledge", "knowledge")[0] == 0


def test_coverage_without_a_database_says_so_and_makes_none(folder: Folder, run: Run) -> None:
    code, out, _ = run("coverage")
    assert code == 0
    assert out.splitlines()[0].split("  ")[0] == "topic"
    assert "Nothing is recorded: there is no database yet." in out
    told = json.loads(run("coverage", "--json")[1])
    assert not told["recorded"]
    assert all(topic["never_asked"] for topic in told["topics"])
    assert not (folder.root / "a.db").exists()


def test_coverage_counts_what_is_recorded(run: Run, record: Record) -> None:
    record.asked("how much", "tickets", times=2, helpful=False)
    told = json.loads(run("coverage", "--json")[1])
    assert told["recorded"]
    (tickets, *_) = told["topics"]
    assert (tickets["topic"], tickets["asked"]["web"], tickets["thumbs_down"]["web"]) == (
        "tickets",
        2,
        2,
    )
    out = run("coverage")[1]
    assert "Never asked: lamp_care, opening_hours." in out


def test_what_was_asked_in_vain_comes_ranked_with_a_ready_command(run: Run, record: Record) -> None:
    record.asked("how much is it then", "tickets", times=3, helpful=False)
    code, out, _ = run("unanswered")
    assert code == 0
    assert out.startswith(
        "asked 3 times: how much is it then\n"
        "  thumbs down 3 times for the answer of knowledge/topics/tickets.md\n"
        "  nearest: tickets ('how much is it')\n"
        '  start:   assistant knowledge new "how much is it then"\n'
    )
    (gap,) = json.loads(run("unanswered", "--json")[1])["gaps"]
    assert (gap["asked"], gap["thumbs_down"], gap["disliked_topics"]) == (3, 3, ["tickets"])


def test_a_record_that_is_not_there_is_no_failure(run: Run, tmp_path: Path) -> None:
    assert run("unanswered")[0] == 0
    assert run("replay", "--recorded", "--before", "knowledge")[0] == 0
    assert not (tmp_path / "a.db").exists()
