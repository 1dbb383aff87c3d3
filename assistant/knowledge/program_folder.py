"""knowledge/program as a whole: its files read in the order in which they need each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from assistant.knowledge.chart_cells_file import Cells, read_cells
from assistant.knowledge.contacts_file import read_contacts
from assistant.knowledge.contradictions_file import read_contradictions
from assistant.knowledge.fault_list import FaultList
from assistant.knowledge.folder import TextFile
from assistant.knowledge.models_file import ModelsFile, read_models
from assistant.knowledge.never_say import NeverSay, read_never_say
from assistant.knowledge.other_models_file import read_other_models
from assistant.knowledge.phases_file import PhasesFile, read_phases
from assistant.knowledge.program import Contact, Program
from assistant.knowledge.vin_file import read_vin_facts
from assistant.knowledge.wording import check_phones


def read_program(
    files: Mapping[str, TextFile], faults: FaultList
) -> tuple[Program | None, tuple[Contact, ...], NeverSay]:
    """The program (None where a part is missing), and what the checks of topics need of it."""
    phases = _phases(files, faults)
    bulletins: tuple[date, ...] = phases.bulletins if phases else ()
    models, cells = _models(files, phases, bulletins, faults)
    contacts: tuple[Contact, ...] = ()
    if file := files.get("contacts.yml"):
        contacts = read_contacts(file.text, bulletins, faults.about(file.path))
    never = NeverSay.of((), contacts)
    if file := files.get("never_say.yml"):
        never = NeverSay.of(read_never_say(file.text, faults.about(file.path)), contacts)
    vin_file, contradictions_file = files.get("vin.yml"), files.get("contradictions.yml")
    other_file = files.get("other_models.yml")
    lines = [row.line for row in models.chart] if models else []
    lines += [row.line for row in models.table] if models else []
    vin = read_vin_facts(vin_file.text, faults.about(vin_file.path)) if vin_file else None
    others = (
        read_other_models(other_file.text, lines, faults.about(other_file.path))
        if other_file
        else {}
    )
    if contradictions_file:
        pen = faults.about(contradictions_file.path)
        contradictions, preferences = read_contradictions(contradictions_file.text, never, pen)
    else:
        contradictions, preferences = (), ()
    if contacts:
        for file in files.values():
            check_phones(file.text, contacts, faults.about(file.path))
    if phases is None or models is None or vin is None:
        return None, contacts, never
    program = Program(
        code=phases.code,
        name=phases.name,
        as_of=phases.as_of,
        phases=phases.phases,
        candidates=phases.candidates,
        chart=models.chart,
        table=models.table,
        cells=cells,
        two_keys_again=phases.two_keys_again,
        bring=phases.bring,
        appointment_minutes=phases.appointment_minutes,
        vin=vin,
        contacts=contacts,
        contradictions=contradictions,
        preferences=preferences,
        other_models=others,
    )
    return program, contacts, never


def _phases(files: Mapping[str, TextFile], faults: FaultList) -> PhasesFile | None:
    file = files.get("phases.yml")
    return read_phases(file.text, faults.about(file.path)) if file else None


def _models(
    files: Mapping[str, TextFile],
    phases: PhasesFile | None,
    bulletins: tuple[date, ...],
    faults: FaultList,
) -> tuple[ModelsFile | None, Cells]:
    file = files.get("models.csv")
    if file is None:
        return None, {}
    models = read_models(file.text, bulletins, faults.about(file.path))
    grid = files.get("phase_chart.csv")
    if grid is None or phases is None:
        return models, {}
    numbers = [phase.number for phase in phases.phases]
    return models, read_cells(grid.text, models, numbers, faults.about(grid.path))
