"""Files that people hand in or edit: vehicle lists, registry lists, every file of knowledge/."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st

from assistant.eligibility.batch import judge_csv
from assistant.errors import AssistantError, InputFileError
from assistant.knowledge.knowledge import read
from assistant.knowledge.read_once import ReadOnce
from assistant.storage.registry_import import import_csv
from assistant.storage.schema import vehicles
from assistant.web.markdown import tree
from benchmarks.fuzz.house import ROOT, House
from benchmarks.fuzz.readers import _seemly_json
from benchmarks.fuzz.running import Part, Wrong
from benchmarks.fuzz.texts import VIN, plain, short_texts, texts

_ON = date(2024, 2, 10)
Checks = Iterator[Callable[[Any], None]]


def parts(open_house: Callable[[], House]) -> list[Part]:
    """Lists of vehicles to judge and to import, and edits of knowledge files."""

    def lists() -> Checks:
        program = open_house().desk.knowledge.program
        with tempfile.TemporaryDirectory() as folder:
            source, target = Path(folder, "in.csv"), Path(folder, "out.csv")

            def check(raw: bytes) -> None:
                source.write_bytes(raw)
                target.unlink(missing_ok=True)
                try:
                    judged = judge_csv(source, target, program, on=_ON)
                except InputFileError:
                    if target.exists():
                        raise Wrong("a half-written file of verdicts") from None
                    return
                csv.field_size_limit(10_000_000)
                with target.open(encoding="utf-8", newline="") as stream:
                    delimiters = {
                        len(list(csv.reader(stream, delimiter=d))) - 1
                        for d in ",;\t|"
                        if not stream.seek(0)
                    }
                if judged.rows not in delimiters:
                    raise Wrong(f"{judged.rows} rows judged and {delimiters} written")

            yield check

    def imports() -> Checks:
        house = open_house()
        program = house.desk.knowledge.program
        with tempfile.TemporaryDirectory() as folder:
            source, rejects = Path(folder, "in.csv"), Path(folder, "rejects.csv")

            def check(raw: bytes) -> None:
                source.write_bytes(raw)
                rejects.unlink(missing_ok=True)
                before = _count(house)
                try:
                    result = import_csv(source, rejects, house.engine, house.vault, program)
                except InputFileError:
                    if _count(house) != before:
                        raise Wrong("a list that cannot be read has been imported") from None
                    return
                if rejects.exists() != bool(result.rejected):
                    raise Wrong("rejected rows and the file of them do not agree")
                if _count(house) != before + result.added:
                    raise Wrong("rows added and rows told do not agree")

            yield check
            with house.engine.begin() as db:
                db.execute(vehicles.delete())

    def edits() -> Checks:
        with tempfile.TemporaryDirectory() as folder:
            knowledge, dialogue = Path(folder, "knowledge"), Path(folder, "nlu")
            shutil.copytree(ROOT / "knowledge", knowledge)
            shutil.copytree(ROOT / "data" / "nlu", dialogue)
            memory = ReadOnce()

            def check(drawn: tuple[str, str, float, bytes]) -> None:
                name, how, place, raw = drawn
                file = knowledge / name if not name.startswith("nlu/") else Path(folder, name)
                good = file.read_bytes()
                try:
                    file.write_bytes(_edited(good, how, place, raw))
                    found, faults = read(knowledge, dialogue, memory=memory)
                    if (found is None) != bool(faults):
                        raise Wrong("neither knowledge nor a fault, or both")
                    if found is None and any(not f.message or f.line < 1 for f in faults):
                        raise Wrong("a fault that says nothing")
                    topic = found.topics.get(file.stem) if found else None
                    if topic:
                        _seemly_json(tree(topic.answer))
                finally:
                    file.write_bytes(good)

            yield check

    return [
        Part("lists to judge", 0.04, lambda: _sheets, lists),
        Part("lists to import", 0.03, lambda: _sheets, imports),
        Part("edits of knowledge", 0.006, _edits, edits),
    ]


def _count(house: House) -> int:
    with house.engine.connect() as db:
        return int(db.execute(sa.select(sa.func.count()).select_from(vehicles)).scalar_one())


def _edited(good: bytes, how: str, place: float, raw: bytes) -> bytes:
    at = int(len(good) * place)
    if how == "all":
        return raw
    if how == "cut":
        return good[:at]
    if how == "twice":
        return good + good
    if how == "line":
        at = good.find(b"\n", at) + 1
    return good[:at] + raw + good[at:]


_KNOWLEDGE = (
    "topics/what_to_bring.md", "topics/cost.md", "topics/claim_filing.md", "tests/cost.yml",
    "program/phases.yml", "program/phase_chart.csv", "program/models.csv", "program/contacts.yml",
    "program/vin.yml", "program/contradictions.yml", "program/other_models.yml",
    "program/never_say.yml", "nlu/dialogue.yml",
)  # fmt: skip
_BOMB = "\n".join(
    ["a: &a [x, x, x, x, x, x, x, x, x]"]
    + [
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ]
)
_EVIL = (
    _BOMB, "a: *a", "&a [*a]", "a: &a\n  b: *a", "[" * 5_000, "{" * 5_000, "- " * 5_000,
    "? " * 3_000,

    "a:\n" + "".join(" " * n + "a:\n" for n in range(1, 600)),
    "!!python/object/apply:os.system [x]",
    "!!binary x", "!<tag:evil> x", "%YAML 9.9\n---\n", "---\n---\n---\n", "<<: {a: b}", "=: x",
    "questions:\n" + "- a\n" * 5_000, "title: " + "x" * 100_000, "\t", "\x85", "\u2028",
    "reviewed: 9999-99-99",
    "reviewed: 0000-00-00", "title: <script>alert(1)</script>", "**a** " * 3_000,
    "[x](javascript:alert(1))\n",
    "<img src=x onerror=alert(1)>\n", "![x](https://evil.example/x.png)\n", "* " * 3_000,
    ">" * 3_000,
    "`" * 3_000, "[" * 3_000 + "](", "## Voice\n", "## " + "a" * 9_000, ",\"" * 3_000, "\"",
    "a,b\n" * 3_000, ";" * 9_000,
    "\r", "#" * 9_000, "1,2,3\n", "2023-13,99\n", "NX,9" + "9" * 400 + "\n",
    "number: 99999999999999999999999\n", "²\n",
    "- number: ²\n", "hours: 99:99-99:99\n", "phone: 1-800-" + "5" * 500, "Jan-2023,Feb/23,²,1e9\n",
)  # fmt: skip


def _edits() -> st.SearchStrategy[tuple[str, str, float, bytes]]:
    known = sorted(p.relative_to(ROOT / "data").as_posix() for p in (ROOT / "data/nlu").iterdir())
    names = [n for n in _KNOWLEDGE if not n.startswith("nlu/")] + known
    raw = (
        st.sampled_from(_EVIL).map(lambda text: text.encode("utf-8", "replace"))
        | texts.map(lambda text: text.encode("utf-8", "replace"))
        | st.binary(max_size=60)
    )
    how = st.sampled_from(["all", "cut", "twice", "line", "line", "in", "in"])
    return st.tuples(st.sampled_from(names), how, st.floats(0, 1), raw)


_COLUMNS = (
    "vin", "model", "model_year", "built", "plant", "phase", "delivered_on", "VIN ", "Model Year",
    "outcome", "x", "", "\ufeffvin", "note",
)  # fmt: skip
_CELLS = (
    VIN, "JTJGKCEZ8P2012346", "NX", "RC F", "2023", "23MY", "²", "2023-08", "2023-08-15",
    "08/2023", "8/15/2023",
    "2023-02-30", "japan", "CBU", "NAP", "5", "²³", "99", "-1", "2024-02-10", "2024-02-30",
    "0000-01-01",
    "", " ", "unknown", "n/a", "=1+1", "@SUM(A1)", '"', '""', "a\nb", "a\rb", "\x00",
    "x" * 200_000, "9" * 5_000, "1e5",
    "2023-08-15 00:00:00", "MY 24", "2023.0", "٢٠٢٣", "1२", "2०23-08",
)  # fmt: skip


@st.composite
def _tables(draw: st.DrawFn) -> bytes:
    joint = draw(st.sampled_from([",", ",", ";", "\t", "|"]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))
    wide = draw(st.sampled_from([1, 1, 1, 200]))
    header = draw(st.lists(st.sampled_from(_COLUMNS), min_size=1, max_size=8)) * wide
    cell = st.sampled_from(_CELLS) | short_texts
    rows = draw(st.lists(st.lists(cell, max_size=9), max_size=8))
    quoted = draw(st.booleans())
    lines = [joint.join(_quote(c) if quoted else c for c in row) for row in [header, *rows]]
    hint = draw(st.sampled_from(["", "", "sep=;\n", "sep=\n", '"sep=a"\n']))
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "latin-1", "utf-16", "cp1252"]))
    return (hint + end.join(lines)).encode(encoding, "replace")


def _quote(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


_sheets = (
    _tables()
    | _tables()
    | st.binary(max_size=300)
    | st.text(plain, max_size=200).map(str.encode)
    | _tables().flatmap(lambda raw: st.integers(0, len(raw)).map(lambda at: raw[:at]))
    | _tables().flatmap(
        lambda raw: st.integers(0, len(raw)).map(lambda at: raw[:at] + b"\xff\x00" + raw[at:])
    )
)


def settings_part() -> Part:
    """The environment's settings: any value is a setting or a clear sentence."""
    from assistant.settings import PREFIX, Settings

    names = sorted(PREFIX + name.upper() for name in Settings.__dataclass_fields__)
    value = st.sampled_from(["", "0", "-1", "²", "٣٠", "65536", "9" * 5_000, "a=b", "x=admin,"])
    environment = st.dictionaries(st.sampled_from(names), value | short_texts, max_size=5)

    def opened() -> Checks:
        from assistant.web.agent.settings import read_roles

        def check(environ: dict[str, str]) -> None:
            try:
                settings = Settings.from_environment(environ, root=ROOT)
                read_roles(settings.oidc_roles)
            except AssistantError:
                pass

        yield check

    return Part("settings", 0.01, lambda: environment, opened)
