"""Many vehicles in one file: nothing lost, nothing mixed up, whatever spreadsheets do."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.eligibility.assess import assess
from assistant.eligibility.batch import FACTS, RESULTS, facts_of, is_sound, judge_csv
from assistant.eligibility.vin import CHARACTERS, check_digit, problems
from assistant.errors import InputFileError
from assistant.knowledge.program import Program

ON = date(2024, 2, 10)
NX_JAPAN = "JTJGKCEZ8P2012345"


def judged(
    folder: Path, text: str | bytes, program: Program, *, delimiter: str = ","
) -> list[dict[str, str]]:
    source, target = folder / "in.csv", folder / "out.csv"
    source.write_bytes(text if isinstance(text, bytes) else text.encode())
    judge_csv(source, target, program, on=ON)
    with target.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_each_row_comes_out_in_its_place_with_its_verdict(tmp_path: Path, program: Program) -> None:
    rows = judged(
        tmp_path,
        "note,built,model,plant\n"
        "first,2022-12,LC,\n"
        "second,2023-12,RX,\n"
        "third,2022-10-20,NX,\n"
        "fourth,2022-10-20,NX,NAP\n",
        program,
    )
    assert [row["note"] for row in rows] == ["first", "second", "third", "fourth"]
    assert list(rows[0]) == ["note", "built", "model", "plant", *RESULTS]
    assert rows[0]["outcome"] == "remedy_available"
    assert rows[0]["phase"] == "1"
    assert rows[0]["phase_candidates"] == ""
    assert rows[0]["conditions"] == "built on or before December 28, 2022"
    assert rows[0]["overdue"] == "false"
    assert (rows[1]["outcome"], rows[1]["phase"]) == ("later_phase", "")
    assert rows[1]["phase_candidates"] == "6; 7"
    assert rows[2]["missing"] == "plant"
    assert rows[3]["phase_candidates"] == "1; 2; 3; 4"


def test_lists_are_joined_and_an_overdue_estimate_is_true(tmp_path: Path, program: Program) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("model,built\n,\nRX,2023-12\n")
    result = judge_csv(source, target, program, on=date(2026, 11, 1))
    assert result.rows == 2
    assert result.outcomes == {"need_facts": 1, "later_phase": 1}
    with target.open() as file:
        first, second = csv.DictReader(file)
    assert first["missing"] == "model; built"
    assert second["overdue"] == "true"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("NX,2023,2023-13,japan,", "no such day"),
        ("NX,2023,soon,japan,", "not a build date"),
        ("NX,two thousand,2023-01,japan,", "not a model year"),
        ("NX,2023,2023-01,Mars,", "not a plant"),
        ("NX,2023,2023-01,japan,JTJGKCEZ9P2012345", "check digit"),
        ("NX,2023,2023-01,japan,JTJGK", "17 characters"),
        ("NX,2023,2025-01,japan,", "still to come"),
        ("NX,2023", "2 cells"),
        ("NX,2023,2023-01,japan,,extra", "left over: extra"),
        ('NX,2023,"2023-01,japan,', "quotation marks"),
    ],
)
def test_a_row_that_cannot_be_read_says_why(
    row: str, problem: str, tmp_path: Path, program: Program
) -> None:
    header = "model,model_year,built,plant,vin\n"
    good = "NX,2023,2023-08,japan,\n"
    before, bad, after = judged(tmp_path, f"{header}{good}{row}\n{good}", program)
    assert bad["outcome"] == "invalid_facts"
    assert problem in bad["problems"]
    assert bad["model"] == "NX"
    assert before["phase"] == after["phase"] == "5"


def test_all_that_is_wrong_with_a_row_is_said_at_once(tmp_path: Path, program: Program) -> None:
    (row,) = judged(tmp_path, "model,built,plant,vin\nNX,soon,Mars,SHORT\n", program)
    for word in ("soon", "Mars", "17 characters"):
        assert word in row["problems"]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffmodel,built\nNX,2023-08\n",
        "MODEL , Built\r\nNX,2023-08\r\n",
        "\n\nmodel,built\n\nNX,2023-08\n\n\n",
        "model,built\rNX,2023-08\r",
        '"model","built"\n"NX","2023-08"\n',
        "model,built\nNX,08/2023",
        "model,built\nNX,8/15/2023\n",
        "model,built\nLexus NX 350h,2023-08-15 00:00:00\n",
        "model,built,\nNX,2023-08,\n",
        "model,built\nNX,2023-08,,,\n",
    ],
)
def test_a_sheet_may_be_saved_in_many_ways(text: str, tmp_path: Path, program: Program) -> None:
    (row,) = judged(tmp_path, text, program)
    assert row["phase"] == "5"


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_are_found_and_kept(
    delimiter: str, tmp_path: Path, program: Program
) -> None:
    text = "model,built,note\nNX,2023-08,x\n".replace(",", delimiter)
    (row,) = judged(tmp_path, text, program, delimiter=delimiter)
    assert row["phase"] == "5"


def test_the_delimiter_that_excel_names_is_used(tmp_path: Path, program: Program) -> None:
    (row,) = judged(tmp_path, "sep=;\nmodel;built\nNX;2023-08\n", program, delimiter=";")
    assert row["phase"] == "5"


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_other_encodings_are_read(encoding: str, tmp_path: Path, program: Program) -> None:
    text = "model,built,owner\nNX,2023-08,Zoë\n".encode(encoding)
    (row,) = judged(tmp_path, text, program)
    assert (row["phase"], row["owner"]) == ("5", "Zoë")


def test_a_cell_may_hold_line_breaks_and_quotes(tmp_path: Path, program: Program) -> None:
    text = 'note,model,built\n"two\nlines, ""quoted""",NX,2023-08\nplain,NX,2023-12\n'
    first, second = judged(tmp_path, text, program)
    assert (first["note"], first["phase"]) == ('two\nlines, "quoted"', "5")
    assert (second["note"], second["phase_candidates"]) == ("plain", "6; 7")


def test_a_quote_that_never_closes_costs_its_own_row_only(tmp_path: Path, program: Program) -> None:
    good = "fine,NX,2023-08\n"
    text = f'note,model,built\n{good}"open,NX,2023-08\n{good * 5000}'
    rows = judged(tmp_path, text, program)
    assert len(rows) == 5002
    assert [row["outcome"] for row in rows].count("invalid_facts") == 1
    assert rows[1]["outcome"] == "invalid_facts"


def test_a_sheet_that_was_judged_before_is_judged_anew(tmp_path: Path, program: Program) -> None:
    source = tmp_path / "in.csv"
    source.write_text("model,built,note\nRX,2023-12,mine\n")
    judge_csv(source, source, program, on=ON)
    judge_csv(source, source, program, on=date(2026, 11, 1))
    with source.open() as file:
        (row,) = csv.DictReader(file)
    assert list(row) == ["model", "built", "note", *RESULTS]
    assert (row["note"], row["overdue"]) == ("mine", "true")


def test_unknown_may_be_written_out(tmp_path: Path, program: Program) -> None:
    text = "model,model_year,built,plant,vin\nunknown,n/a,-,?,none\n,,,,ABCDEFG\n,,,,unknown\n"
    first, short, third = judged(tmp_path, text, program)
    assert first["missing"] == third["missing"] == "model; built"
    assert short["outcome"] == "invalid_facts"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        ("name,color\nA,red\n", "none of the columns model, model_year, built, plant, vin"),
        ("model,Model\nNX,NX\n", "the column model twice"),
    ],
)
def test_a_sheet_without_its_columns_is_refused_in_one_line(
    text: str, said: str, tmp_path: Path, program: Program
) -> None:
    with pytest.raises(InputFileError, match=said) as refused:
        judged(tmp_path, text, program)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "out.csv").exists()


def test_a_file_that_is_not_there_is_said_in_one_line(tmp_path: Path, program: Program) -> None:
    with pytest.raises(InputFileError, match="cannot be read"):
        judge_csv(tmp_path / "none.csv", tmp_path / "out.csv", program, on=ON)
    source = tmp_path / "in.csv"
    source.write_text("model\nNX\n")
    with pytest.raises(InputFileError, match="cannot be written"):
        judge_csv(source, tmp_path / "no" / "out.csv", program, on=ON)
    with pytest.raises(InputFileError, match="cannot be written"):
        judge_csv(source, tmp_path, program, on=ON)


def test_a_target_is_written_whole_or_not_at_all(tmp_path: Path, program: Program) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("model\n" + "NX\n" * 3000)
    target.write_text("what was there before")

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge_csv(source, target, program, on=ON, progress=stop)
    assert target.read_text() == "what was there before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_progress_counts_up_to_the_last_row(tmp_path: Path, program: Program) -> None:
    source = tmp_path / "in.csv"
    source.write_text("model\n" + "NX\n" * 4500)
    heard: list[int] = []
    judge_csv(source, tmp_path / "out.csv", program, on=ON, progress=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 4500


MODELS = st.sampled_from(["", "NX", "rx 350", "LC", "RC F", "ES", "GX", "TX", "Camry", "unknown"])
YEARS = st.sampled_from(["", "2021", "2022", "2023", "2024", "2025", "twenty"])
DAYS = st.dates(date(2022, 9, 25), date(2024, 6, 1))
BUILT = st.one_of(
    st.just(""),
    DAYS.map(lambda day: day.isoformat()),
    DAYS.map(lambda day: f"{day:%Y-%m}"),
    DAYS.map(lambda day: f"{day.month}/{day.day}/{day.year}"),
    st.just("2023-02-30"),
)
PLANTS = st.sampled_from(["", "japan", "CBU", "NAP", "north_america", "Mars"])


@st.composite
def vins(draw: st.DrawFn) -> str:
    start = draw(st.sampled_from(["JTJGKCEZ", "2T2BAMCA", "58ADZ1B1", "JTHGZ1B2", "JTDBAMCA"]))
    year = draw(st.sampled_from("MNPRS"))
    plain = f"{start}0{year}2{draw(st.integers(0, 999_999)):06d}"
    digit = check_digit(plain) if draw(st.integers(0, 5)) else draw(st.sampled_from("0123X"))
    return plain[:8] + digit + plain[9:]


VINS = st.one_of(st.just(""), vins(), st.sampled_from(["SHORT", "ABCDEFG", "unknown", "jtj gkcez"]))


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.tuples(MODELS, YEARS, BUILT, PLANTS, VINS), min_size=1, max_size=60))
def test_a_file_says_what_the_engine_says_of_each_vehicle(
    rows: list[tuple[str, ...]], program: Program, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("sheet")
    text = "\n".join([",".join(FACTS), *(",".join(row) for row in rows), ""])
    for row, result in zip(rows, judged(folder, text, program), strict=True):
        facts, unreadable = facts_of(dict(zip(FACTS, row, strict=True)))
        verdict = assess(facts, program, on=ON)
        if unreadable:
            assert result["outcome"] == "invalid_facts"
            assert result["problems"] == "; ".join((*unreadable, *verdict.problems))
            continue
        shown = verdict.as_dict()
        assert result["outcome"] == verdict.outcome
        assert result["phase"] == ("" if verdict.phase is None else str(verdict.phase))
        for name in ("phase_candidates", "missing", "conditions", "conflicts", "problems"):
            assert result[name] == "; ".join(map(str, shown[name])), name


@settings(max_examples=300, deadline=None)
@given(st.one_of(vins(), st.text(CHARACTERS + "IOQ ö", min_size=15, max_size=18)))
def test_the_quick_look_at_a_vin_is_the_same_law(vin: str) -> None:
    if vin.isascii() and vin.isalnum():
        assert is_sound(vin) == (problems(vin) == ())
    else:
        assert not is_sound(vin)


@pytest.mark.parametrize("cell", ["a\0b", '"a\rb"', '"\r"', "\ufeff", "=1+1"])
def test_no_character_of_a_cell_tears_a_row_in_two(
    cell: str, tmp_path: Path, program: Program
) -> None:
    [row, after] = judged(tmp_path, f"model,note\nNX,{cell}\nRX,b\n", program)
    assert (row["model"], after["model"]) == ("NX", "RX")
    assert after["note"] == "b"
