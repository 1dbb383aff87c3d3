"""A fit is learnt once, and a start that finds it gives the same answers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.matching import Matcher
from assistant.matching.fits import Fits
from assistant.matching.learned import Fitted

TEXTS = [f"{start} {thing}" for thing in ("parcel", "refund", "opening hour") for start in
         ("where is my", "when is the", "how about a", "tell me of a")]  # fmt: skip
LABELS = [text.split()[-1] for text in TEXTS]
QUESTIONS = ("where did my parcel go", "when is that hour", "something else", "refnd")


@pytest.fixture
def learning(monkeypatch: pytest.MonkeyPatch) -> list[Fitted]:
    """Who has learnt from scratch."""
    learnt: list[Fitted] = []
    fit = Fitted._fit

    def counted(self: Fitted) -> object:
        learnt.append(self)
        return fit(self)

    monkeypatch.setattr(Fitted, "_fit", counted)
    return learnt


def matcher(cache: Path | None, labels: list[str] = LABELS) -> Matcher:
    return Matcher(encoder=None, cache=cache).fit(TEXTS, labels).prepare()


def answers(one: Matcher) -> list[list[tuple[str, float]]]:
    return [one.match(question) for question in QUESTIONS]


def files(cache: Path) -> list[Path]:
    return sorted(cache.glob("fit-*"))


def test_a_second_start_learns_nothing_and_says_the_same(
    tmp_path: Path, learning: list[Fitted]
) -> None:
    first, second = matcher(tmp_path), matcher(tmp_path)
    assert len(learning) == 1
    assert answers(first) == answers(second) == answers(matcher(None))


def test_an_edit_after_a_second_start_says_what_it_would_have_said(tmp_path: Path) -> None:
    texts, labels = [*TEXTS, "is there any discount"], [*LABELS, "discount"]
    matcher(tmp_path)
    edited = matcher(tmp_path).refit(texts, labels)
    assert answers(edited) == answers(matcher(None).refit(texts, labels))
    assert edited.match("any discount")[0][0] == "discount"


def test_other_labels_are_another_fit(tmp_path: Path, learning: list[Fitted]) -> None:
    one, other = matcher(tmp_path), matcher(tmp_path, LABELS[::-1])
    assert len(learning) == 2
    assert answers(one) != answers(other)


def test_of_several_that_start_together_one_learns(tmp_path: Path, learning: list[Fitted]) -> None:
    with ThreadPoolExecutor(8) as starts:
        all_of_them = list(starts.map(lambda _: answers(matcher(tmp_path)), range(8)))
    assert len(learning) == 1
    assert all_of_them == [answers(matcher(None))] * 8


def test_a_start_that_finds_its_fit_does_not_wait_for_who_learns(tmp_path: Path) -> None:
    matcher(tmp_path)
    with Fits(tmp_path).alone(), ThreadPoolExecutor(1) as start:
        assert start.submit(matcher, tmp_path).result(timeout=20)


@pytest.mark.parametrize("ending", [".npz", ".npy"])
@pytest.mark.parametrize("damage", ["empty", "cut", "gone", "rubbish"])
def test_a_damaged_fit_is_learnt_anew_and_mended(
    tmp_path: Path, learning: list[Fitted], ending: str, damage: str
) -> None:
    matcher(tmp_path)
    (file,) = tmp_path.glob(f"fit-*{ending}")
    whole = file.read_bytes()
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes({"empty": b"", "cut": whole[:-9], "rubbish": b"rubbish " * 99}[damage])
    assert answers(matcher(tmp_path)) == answers(matcher(None))
    matcher(tmp_path)
    assert [one._fits._folder for one in learning] == [tmp_path, tmp_path, None]


def test_three_fits_are_kept_and_no_halves_of_a_killed_start(tmp_path: Path) -> None:
    (tmp_path / "fit-0.npy.4711.part").write_bytes(b"half")
    for turn in range(5):
        latest = matcher(tmp_path, LABELS[turn:] + LABELS[:turn])
    assert len(files(tmp_path)) == 6
    assert not list(tmp_path.glob("*.part"))
    assert latest.match(QUESTIONS[0])


def test_a_fit_that_was_cleared_away_is_still_used_by_who_uses_it(tmp_path: Path) -> None:
    matcher(tmp_path)
    used = matcher(tmp_path)
    for file in files(tmp_path):
        file.unlink()
    texts, labels = [*TEXTS, "is there any discount"], [*LABELS, "discount"]
    assert used.refit(texts, labels).match("any discount")[0][0] == "discount"


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert answers(matcher(tmp_path / "file" / "cache")) == answers(matcher(None))
