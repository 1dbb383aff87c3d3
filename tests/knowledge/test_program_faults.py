"""The program's data: each value dated and sourced, each fault with its line."""

from __future__ import annotations

from datetime import date, time

import pytest

from assistant.errors import KnowledgeError
from assistant.knowledge.program import Month

PHASES = "knowledge/program/phases.yml"
MODELS = "knowledge/program/models.csv"
CHART = "knowledge/program/phase_chart.csv"
CONTACTS = "knowledge/program/contacts.yml"
VIN = "knowledge/program/vin.yml"
CONTRADICTIONS = "knowledge/program/contradictions.yml"

ADDED_BULLETIN = """\
  - date: 2024-03-20
    what: Phase 2 announced
    source: {document: dealer letter, item: Date}
phases:"""
ADDED_STATEMENT = """\
      - said: 2024-03-20
        status: available
        announced: 2024-03-20
        vehicles: 700
        source: {document: phase table, item: Phase 2}
candidates:"""


def test_a_new_bulletin_is_an_edit_that_adds(folder):
    before = folder.load().program
    folder.edit(PHASES, "phases:", ADDED_BULLETIN)
    folder.edit(PHASES, "candidates:", ADDED_STATEMENT)
    after = folder.load().program
    assert (before.as_of, after.as_of) == (date(2024, 1, 10), date(2024, 3, 20))
    assert before.phases[1].estimate == Month(2024, 3)
    assert after.phases[1].announced == date(2024, 3, 20)
    assert after.phases[1].estimate is None
    assert after.phases[0] == before.phases[0]


def test_a_statement_of_no_bulletin_is_a_fault(folder):
    folder.edit(PHASES, "candidates:", ADDED_STATEMENT)
    assert "no bulletin is dated 2024-03-20. Add it under 'bulletins'" in folder.only_fault()


def test_an_available_phase_has_the_day_of_its_announcement(folder):
    folder.edit(PHASES, "        announced: 2024-01-10\n", "")
    assert "a phase's statement needs 'announced:'" in folder.only_fault()


def test_an_estimated_phase_has_a_month_and_no_announcement(folder):
    folder.edit(PHASES, "estimate: 2024-03", "announced: 2024-03-01")
    assert len(folder.faults()) == 2


@pytest.mark.parametrize("month", ["2024-13", "March 2024", "2024-03-01"])
def test_a_month_that_is_no_month_is_a_fault(folder, month):
    folder.edit(PHASES, "estimate: 2024-03", f"estimate: {month}")
    assert f"{PHASES}:20: '{month}' is not a month for 'estimate'" in folder.only_fault()


def test_a_number_of_vehicles_is_a_number(folder):
    assert folder.load().program.phases[0].vehicles == 1500
    folder.edit(PHASES, "1,500", "about 1500")
    assert "'about 1500' is not a whole number for 'vehicles'" in folder.only_fault()


def test_candidate_rules_leave_no_day_out(folder):
    folder.edit(PHASES, "first_day: 2023-06-01", "first_day: 2023-06-02")
    assert "are build days of which no rule speaks" in folder.only_fault()


def test_candidate_rules_speak_of_no_day_twice(folder):
    folder.edit(PHASES, "first_day: 2023-06-01", "first_day: 2023-05-31")
    assert "'from_june' and 'before_june' speak of the same build days" in folder.only_fault()


def test_a_candidate_rule_names_phases_that_are_there(folder):
    folder.edit(PHASES, "phases: [2]", "phases: [2, 3]")
    assert "'3' is no phase of this file" in folder.only_fault()


def test_a_rule_that_has_ended_is_kept_and_not_used(folder):
    folder.edit(PHASES, "phases:", ADDED_BULLETIN)
    folder.edit(
        PHASES, "    first_day: 2023-06-01", "    until: 2024-03-20\n    first_day: 2023-06-01"
    )
    assert [rule.id for rule in folder.load().program.candidates] == ["before_june"]


def test_rows_of_chart_and_table_are_read_side_by_side(folder):
    program = folder.load().program
    assert program.lines == ("NX", "RC F")
    nx, rcf = program.chart
    assert (nx.start, nx.end, nx.vehicles, nx.model_years) == (
        date(2022, 11, 7),
        None,
        None,
        (2022, 2023, 2024),
    )
    assert (rcf.end, rcf.vehicles) == (date(2023, 1, 9), 200)
    (row,) = program.table
    assert (row.line, row.plant, row.start.part, row.start.month) == (
        "NX",
        "japan",
        "early",
        Month(2022, 11),
    )
    assert nx.source.item == "22MY - 24MY NX, Japan"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "2022-11-07,ongoing",
            "2022-11-31,ongoing",
            "'2022-11-31' in column chart_start is not a date",
        ),
        (
            "2022-11-07,2023-01-09",
            "2023-11-07,2023-01-09",
            "chart_end 2023-01-09 is before chart_start 2023-11-07",
        ),
        (
            "early 2022-11",
            "erly 2022-11",
            "'erly 2022-11' in column table_start is no third of a month",
        ),
        ("2022-2024", "22-24", "'22-24' in column chart_years is no model year"),
        (
            "NX,japan,",
            "NX,jpan,",
            "'jpan' in column plant is no plant; it is japan or north_america. Did you mean",
        ),
        (",26900,", ",many,", "'many' in column table_vehicles is no number of vehicles"),
        (",26900,", ",²,", "'²' in column table_vehicles is no number of vehicles"),
        (",26900,", f",{'9' * 5_000},", "9' in column table_vehicles is no number of vehicles"),
        ("2024-01-10,\nRC", "2024-01-11,\nRC", "no bulletin is dated 2024-01-11"),
        ("2024-01-10,\nRC", "2024-01-10,,,x\nRC", "Does a cell hold a comma?"),
        ("key_type", "keytype", "'keytype' is no column of this table. Did you mean 'key_type'?"),
    ],
)
def test_a_cell_of_the_models_that_cannot_be_read_is_a_fault(folder, old, new, said):
    folder.edit(MODELS, old, new)
    assert any(said in fault.message for fault in folder.faults()), folder.faults()


def test_a_changed_row_is_a_new_row_and_the_old_one_is_closed(folder):
    folder.edit(PHASES, "phases:", ADDED_BULLETIN)
    new = "NX,japan,Type A,2022-2024,2022-11-07,2024-03-01,900,,,,,,2024-03-20,\n"
    folder.edit(MODELS, "RC F", new + "RC F")
    assert "NX from japan stands here twice" in folder.only_fault()
    folder.edit(MODELS, "26900,2024-01-10,", "26900,2024-01-10,2024-03-20")
    assert folder.load().program.chart[0].end == date(2024, 3, 1)


def test_filled_cells_of_the_chart_are_phases_and_empty_ones_are_absent(folder):
    cells = folder.load().program.cells
    assert cells == {("NX", "japan", Month(2022, 12)): 1, ("NX", "japan", Month(2023, 2)): 2}


def test_a_chart_cell_that_names_no_phase_is_a_fault(folder):
    folder.edit(CHART, "NX,japan,,1", "NX,japan,,9")
    assert folder.only_fault() == (
        f"{CHART}:3: '9' in column 2022-12 names no phase. Write a number of phases.yml (1, "
        "2), or leave the cell "
        "empty."
    )


@pytest.mark.parametrize("cell", ["²", "9" * 5_000, "-1", "1.0"])
def test_a_chart_cell_with_a_strange_number_is_a_fault(folder, cell):
    folder.edit(CHART, "NX,japan,,1", f"NX,japan,,{cell}")
    assert f"'{cell}' in column 2022-12 names no phase." in folder.only_fault()


def test_a_chart_month_that_is_no_month_is_a_fault(folder):
    folder.edit(CHART, "2022-12", "2022-13")
    assert f"{CHART}:2: '2022-13' is no month for a column" in folder.only_fault()


def test_a_chart_row_that_no_model_has_is_a_fault(folder):
    folder.edit(CHART, "RC F,", "RCF,")
    faults = folder.faults()
    assert f"{CHART}:4: models.csv has no row 'RCF,japan'" in str(faults[1])
    assert "Did you mean 'RC F,japan'?" in str(faults[1])
    assert "the row 'RC F,japan' of models.csv is missing here" in str(faults[0])


def test_a_chart_cell_outside_the_time_of_production_is_a_fault(folder):
    folder.edit(CHART, "RC F,japan,,,,", "RC F,japan,,,,1")
    assert "RC F from japan was not built with one key in 2023-02" in folder.only_fault()


def test_a_chart_saved_by_a_spreadsheet_is_read(folder):
    text = (
        (folder.root / CHART)
        .read_text()
        .replace("2022-11,2022-12,2023-01,2023-02", "Nov-22,Dec-22,Jan-23,Feb-23")
    )
    before = folder.load().program.cells
    folder.write(CHART, b"\xef\xbb\xbf" + text.replace(",", ";").replace("\n", "\r\n").encode())
    assert folder.load().program.cells == before


def test_contacts_are_read_with_hours_and_zone(folder):
    desk, _page, press = folder.load().program.contacts
    assert desk.hours[0].days == (0, 1, 2, 3, 4)
    assert (desk.hours[0].opens, desk.hours[0].closes) == (time(7), time(19))
    assert (press.audience, press.hours) == ("agent", ())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("America/Chicago", "America/Springfield", "'America/Springfield' is no time zone"),
        ("monday-friday", "monday-fryday", "'fryday' is no day of the week"),
        ("closes: 19:00", "closes: 6:00", "closing at 06:00 is not after opening at 07:00"),
        ("opens: 7:00", "opens: 7 am", "'7 am' is not a time of day"),
        ("phone: 1-800-555-0100", "phone: 911", "'911' is no phone number"),
        ("    phone: (800) 555-0199\n", "", "a contact needs a 'phone' or a 'url'"),
    ],
)
def test_a_contact_that_cannot_be_reached_is_a_fault(folder, old, new, said):
    folder.edit(CONTACTS, old, new)
    assert any(said in fault.message for fault in folder.faults()), folder.faults()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("JTH: japan", "JTH: mars", "'mars' is no plant"),
        ("[JTD]", "[JTQ]", "'JTQ' is no beginning of a VIN"),
        ("P: 2023", "O: 2023", "'O' never stands in a VIN"),
        ("P: 2023", "P: 23", "'23' is no model year"),
        ("maker: JTH", "maker: JTJ", "'JTJ' is not among 'makers' above"),
    ],
)
def test_a_vin_fact_that_cannot_be_is_a_fault(folder, old, new, said):
    folder.edit(VIN, old, new)
    assert any(said in fault.message for fault in folder.faults()), folder.faults()


def test_a_contradiction_has_two_sides_and_a_named_rule(folder):
    folder.edit(CONTRADICTIONS, "rule: newest_statement", "rule: newest_statment")
    assert "Did you mean 'newest_statement'?" in folder.only_fault()
    folder.edit(CONTRADICTIONS, "rule: newest_statment", "rule: newest_statement")
    folder.edit(
        CONTRADICTIONS, "      - says: 11 dollars\n        source: {document: FAQ, item: Q7}\n", ""
    )
    assert "has two statements or more" in folder.only_fault()


def test_an_expression_of_many_stars_is_a_fault(folder):
    folder.edit("knowledge/program/never_say.yml", "text: W-*", "text: '*W*-*'")
    assert "'*W*-*' has more than 2 stars" in folder.only_fault()


def test_what_guests_hear_of_a_contradiction_has_nothing_for_agents(folder):
    folder.edit(CONTRADICTIONS, "guests_hear: A ticket", "guests_hear: By herring a ticket")
    assert "'herring' must never reach a guest" in folder.only_fault()


def test_other_models_do_not_name_a_line_of_the_program(folder):
    folder.edit("knowledge/program/other_models.yml", "[TX]", "[TX, NX]")
    assert "'NX' is a line of this program" in folder.only_fault()
    folder.edit("knowledge/program/other_models.yml", "[TX, NX]", "[TX]")
    assert folder.load().program.other_models == {"TX": "Lexus", "Camry": "Toyota"}


def test_loading_raises_every_fault_that_the_check_finds(folder):
    folder.edit(VIN, "P: 2023", "P: 23")
    folder.edit(CHART, "2022-12", "x")
    with pytest.raises(KnowledgeError) as raised:
        folder.load()
    assert list(raised.value.faults) == folder.faults()
    assert "vin.yml:7:" in str(raised.value)
