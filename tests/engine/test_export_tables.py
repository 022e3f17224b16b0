"""Tables as other programs read them, and statistics as another program computes them."""

from __future__ import annotations

import csv
import io
import random
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.engine.render_samples import (
    HOSTILE,
    check,
    hidden,
    hostile,
    record,
    task,
    topic,
    working,
)

from classroom.report.canvas import canvas
from classroom.report.csv import gradebook
from classroom.report.history import Attempt, StudentHistory, TermHistory
from classroom.report.items import items
from classroom.report.moodle import moodle
from classroom.report.statistics import mistakes
from grader.record import Record

pytestmark = pytest.mark.full

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
NAMES = [text for text in HOSTILE if "\ud800" not in text]


def rows_of(text: str) -> list[list[str]]:
    """The cells of a CSV file, row by row."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def tables() -> dict[str, str]:
    """Every export that is a table, of students whose every text is hostile, and of honest ones."""
    records = [*(hostile(text) for text in NAMES), working()]
    columns = {text: {"section": text, "email": text} for text in NAMES}
    return {
        "csv": gradebook(records, columns=columns),
        "csv --bom": gradebook(records, columns=columns, bom=True),
        "moodle": moodle(records, [], columns),
        "canvas": canvas(records, []),
        "items": items(records),
    }


@pytest.mark.parametrize("name", ["csv", "csv --bom", "moodle", "canvas", "items"])
def test_pandas_reads_the_same_cells(name: str, tmp_path: Path) -> None:
    """Header, rows and every cell, with the mark for Excel or without."""
    pandas = pytest.importorskip("pandas")
    text = tables()[name]
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode())
    read = pandas.read_csv(
        path, dtype=str, keep_default_na=False, encoding="utf-8-sig", header=None
    )
    expected = rows_of(text)
    assert len(expected) > 5
    assert read.to_numpy().tolist() == expected


@pytest.mark.skipif(not SOFFICE, reason="needs LibreOffice")
def test_a_spreadsheet_reads_the_same_cells(tmp_path: Path) -> None:
    """Opened in UTF-8, every name is as it was, without the mark, and nothing is a formula."""
    text = tables()["csv --bom"]
    (tmp_path / "book.csv").write_bytes(text.encode())
    command = [str(SOFFICE), "--headless", f"-env:UserInstallation=file://{tmp_path}/home"]
    # Without a window there is no dialog, which takes the encoding from the mark.
    command.append("--infilter=Text - txt - csv (StarCalc):44,34,76")
    # Cells as they stand in the sheet, in UTF-8, texts in quotes.
    form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
    command += ["--convert-to", form, "--outdir", str(tmp_path / "out"), str(tmp_path / "book.csv")]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    found = rows_of((tmp_path / "out/book.csv").read_text(encoding="utf-8"))
    assert [row[0] for row in found] == [row[0] for row in rows_of(text)]
    assert found == rows_of(text)


def drawn(count: int, seed: int) -> tuple[list[Record], TermHistory]:
    """A class whose checks, mistakes and pushes are drawn."""
    rng = random.Random(seed)
    now = datetime(2027, 3, 1, tzinfo=UTC)
    records, students = [], {}
    for number in range(count):
        name, skill, tasks = f"s{number:03}", rng.random(), []
        for k in range(5):
            begun = rng.random() < 0.85
            checks = []
            for n in range(4):
                state = "pass" if rng.random() < skill or n == k == 3 else "fail"
                made = check if n < 2 else hidden
                mistake = rng.choice(["", "the sign", "another axis"]) if state == "fail" else ""
                checks.append(
                    made(
                        f"f{k}",
                        n,
                        state=state if begun else "not_started",
                        mistake=mistake if begun else "",
                        summary=f"differs {rng.randint(1, 2)}" if begun and state == "fail" else "",
                    )
                )
            ok = [each.state == "pass" for each in checks]
            state = "pass" if all(ok) else "partial" if all(ok[:2]) else "fail"
            state = state if begun else "not_started"
            tasks.append(task(f"f{k}", f"T-{k}", state, checks, points=k + 2))
        records.append(record(name, [topic(tasks)]))
        at, attempts = now, []
        for _ in range(rng.randint(1, 9)):
            at += timedelta(minutes=rng.choice([3, 12, 29, 30, 31, 400]))
            states = {f"f{k}": rng.choice(["not_started", "fail", "pass"]) for k in range(5)}
            attempts.append(Attempt(at=at, commit="c", known="server", states=states))
        students[name] = StudentHistory(
            pushes=[one.at for one in attempts], attempts={"makemore4": attempts}
        )
    history = TermHistory(
        name="t", zone="UTC", now=now, opens={}, due={"makemore4": now}, students=students
    )
    return records, history


@pytest.mark.parametrize("seed", range(3))
def test_statistics_agree_with_pandas(seed: int) -> None:
    """Every column of the statistics, computed apart from the records and pushes as data."""
    pandas: Any = pytest.importorskip("pandas")
    records, history = drawn(60, seed)
    plain: Any = [msgspec.to_builtins(each) for each in records]
    tasks = pandas.DataFrame(
        {"student": r["submission"]["student"], "earned": 0.0} | t
        for r in plain
        for t in r["topics"][0]["tasks"]
    )
    whole = tasks.groupby("student")["state"].transform(lambda s: (s != "not_started").any())
    tasks = tasks[whole]
    wide = tasks.pivot(index="student", columns="id", values="earned")
    total = wide.sum(axis=1)
    counts = pandas.crosstab(tasks["id"], tasks["state"])
    default = {"state": "pass", "visibility": "visible", "mistake": "", "summary": ""}
    checks = pandas.DataFrame(
        default | c | {"of": t.id, "who": t.student, "place": place}
        for t in tasks.itertuples()
        for place, c in enumerate(t.checks)
    )
    ran = checks[checks["state"] != "not_started"]
    passing = ran.assign(ok=ran["state"] == "pass").groupby(["of", "id"])["ok"]
    never, always = passing.all().groupby("of").sum(), (~passing.max()).groupby("of").sum()
    own = checks.assign(ok=checks["state"] == "pass").pivot_table(
        index=["of", "who"], columns="visibility", values="ok", aggfunc="all"
    )
    hidden_only = (own["visible"] & ~own["hidden"]).groupby("of").sum()
    failing = ran[ran["state"] != "pass"]
    first = failing.sort_values("place").groupby(["of", "who"]).first()
    first["said"] = first["mistake"].where(first["mistake"] != "", first["summary"])
    said = first.groupby("of")["said"].value_counts().reset_index(name="times")
    said = said.sort_values(["times", "said"], ascending=[False, True]).groupby("of").first()
    pushes = pandas.DataFrame(
        {"who": who, "place": place, "at": pandas.Timestamp(one.at)} | (one.states or {})
        for who, student in history.students.items()
        for place, one in enumerate(student.attempts["makemore4"])
    )
    pushes["gap"] = pushes.groupby("who")["at"].diff().dt.total_seconds() / 60
    spent = []
    for k in range(5):
        for who, mine in pushes.groupby("who"):
            begun = mine[mine[f"f{k}"] != "not_started"]
            passed = begun[begun[f"f{k}"] == "pass"]
            if len(passed):
                start, end = begun["place"].iloc[0], passed["place"].iloc[0]
                between = mine[(mine["place"] > start) & (mine["place"] <= end)]["gap"]
                active = between[between <= 30].sum() if end > start else None
                spent.append((f"f{k}", who, end - start + 1, active))
    columns = ["task", "who", "tries", "minutes"]
    medians = pandas.DataFrame(spent, columns=columns).groupby("task")[columns[2:]].median()

    found = pandas.read_csv(io.StringIO(items(records, history))).set_index("task")

    assert len(found) == 5
    share = (tasks["earned"] / tasks["points"]).groupby(tasks["id"]).mean()
    for name in found.index:
        row = found.loc[name]
        assert row["n"] == len(wide)
        assert row["p"] == pytest.approx(share[name], rel=1e-3)
        assert row["r"] == pytest.approx(wide[name].corr(total - wide[name]), rel=1e-3)
        for state in ("pass", "partial", "fail"):
            assert row[state] == counts.get(state, {}).get(name, 0)
        assert row["not started"] == counts["not_started"][name]
        assert (row["never failed"], row["always failed"]) == (never[name], always[name])
        assert row["hidden-only"] == hidden_only[name]
        assert (row["most common failure"], row["students"]) == tuple(said.loc[name])
        assert row["tries"] == medians["tries"][name]
        assert row["minutes"] == pytest.approx(medians["minutes"][name], rel=1e-3)
    named = failing[failing["mistake"] != ""].groupby("mistake")["who"].nunique()
    assert {one.name: len(one.who) for one in mistakes(records)} == named.to_dict()
