"""Exports as those who read them do: by their columns, in their container, without names."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.course_copy import grader
from tests.engine.render_samples import check, record, sample_class, task, topic, working

from classroom.grade.report import Report
from classroom.report.anonymous import pseudonym
from classroom.report.canvas import canvas_filled
from classroom.report.exports import classroom50
from classroom.report.items import items
from classroom.report.statistics import topic_items
from grader.record import Record

pytestmark = pytest.mark.laptop

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a secret of the tests that is long enough"
ROSTER = {
    "Ada Lovelace": {"email": "ada@uni.example", "name": "Ada King", "Section": "A"},
    "Emmy Noether": {"ID number": "0042", "username": "enoether", "github": "emmy-n"},
    "zoe": {"email": "zoe@uni.example"},
}


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report on three students of a roster, one of whom handed in nothing."""
    made = Report(tmp_path / "report")
    for one in (sample_class()[0], sample_class()[4]):
        made.add(one)
    made.lost("zoe", "class/zoe", "class/zoe: no commit yet", "")
    made.finish(title="t", generated="now", roster=ROSTER)
    return tmp_path / "report"


def exported(report: Path, name: str, *options: str) -> str:
    """What `grader export` prints in this format."""
    arguments = ("export", report, "--format", name, *options)
    made = grader(*arguments, cwd=report.parent, GRADER_SECRET=SECRET)
    assert made.returncode == 0, made.stderr
    return made.stdout


def table(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a CSV file by their columns."""
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def test_moodle_finds_users_and_items(report: Path) -> None:
    """Email, ID number and user name of the roster first, then an item a topic; all are there."""
    rows = {row["Name"]: row for row in table(exported(report, "moodle"))}
    assert rows.keys() == {"Ada King", "Emmy Noether", "zoe"}
    assert rows["Ada King"]["Email address"] == "ada@uni.example"
    assert rows["Emmy Noether"]["ID number"] == "0042"
    assert rows["Emmy Noether"]["Username"] == "enoether"
    assert (rows["Ada King"]["makemore4"], rows["Ada King"]["makemore4 questions"]) == ("6", "3.67")
    assert (rows["Emmy Noether"]["micrograd"], rows["Ada King"]["micrograd"]) == ("2", "")
    assert rows["zoe"]["makemore4"] == ""
    assert {r["Name"]: r for r in table(exported(report, "moodle", "--missing", "0"))}["zoe"][
        "makemore4"
    ] == "0"


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (
            "Student;ID;SIS Login ID;Section;makemore4 (12);Essay",
            '"Lovelace, Ada";1;ada lovelace;A;1,5;9',
        ),
        (
            "LastName,FirstName,ID,SIS Login ID,Section,makemore4 (12),Essay",
            "Lovelace,Ada,1,x,A,1,9",
        ),
    ],
)
def test_both_headers_and_separators_of_canvas(header: str, row: str) -> None:
    """Cells may be separated by semicolons, and names may be two columns; the form stays."""
    filled = canvas_filled([working()], f"{header}\n{row}\n")
    separator = ";" if ";" in header else ","
    [cells] = table(filled.text, separator)
    assert (cells["makemore4 (12)"], cells["Essay"]) == ("6", "9")
    assert filled.text.splitlines()[0] == header
    assert (filled.unknown, filled.idle) == ([], [])


def test_canvas_keeps_a_grade_where_the_report_has_none() -> None:
    """A blank would be a change there."""
    one = record("Ada", [topic([task("f", "T-1", "pass", [check("f", 1)])], id="other")])
    text = "Student,ID,SIS Login ID,Section,makemore4,other\nX,1,ada,A,70,3\n"
    filled = canvas_filled([one, working()], text)
    assert filled.text.splitlines()[1] == "X,1,ada,A,70,4"


def test_gradescopes_container_gets_the_results_of_its_submission(report: Path) -> None:
    """run_autograder copies what stands for the email, ID or name that Gradescope knows."""
    exported(report, "gradescope", "--out", "g")
    home = report.parent / "autograder"
    home.mkdir()
    (report.parent / "g").rename(home / "source")
    for users, words in (
        ([{"email": "ADA@uni.example"}], "M4-1"),
        ([{"email": "x", "name": "Emmy Noether"}], "MG-1"),
        ([{"email": "nobody@uni.example"}], ""),
    ):
        (home / "submission_metadata.json").write_text(json.dumps({"users": users}))
        done = subprocess.run(
            [sys.executable, home / "source/run_autograder"],
            env=os.environ | {"AUTOGRADER": str(home)},
            check=False,
            capture_output=True,
            text=True,
        )
        assert (done.returncode == 0) == bool(words), done.stderr
        if words:
            assert words in (home / "results/results.json").read_text()
    assert "nobody of this submission" in done.stderr


def test_classroom50_has_slugs_and_logins() -> None:
    """Its assignments know no underline, and the owner is the login."""
    one = sample_class()[0]
    one.topics[0].id = "mnist_basics"
    data = json.loads(
        classroom50(one, one.topics[0], classroom="c", repository="https://x/y", owner="ada-l")
    )
    assert (data["assignment"], data["owner"]) == ("mnist-basics", "ada-l")


@pytest.mark.parametrize("name", ["csv", pytest.param("json", marks=pytest.mark.full)])
def test_pseudonyms_are_stable_and_say_nothing(report: Path, name: str) -> None:
    """The points are there; no name, commit, date, address or path is; the next export agrees."""
    options = ("--anonymous", "--course", str(ROOT))
    text = exported(report, name, *options)
    assert exported(report, name, *options) == text
    personal = ("Ada", "Lovelace", "Emmy", "zoe", "3f9c2ab", "2027-02-11", "uni.example", "notes")
    assert [word for word in personal if word in text] == []
    names = set(re.findall(r"\bs-[0-9a-f]{12}\b", text))
    assert len(names) == 3
    assert names.isdisjoint({pseudonym("Ada Lovelace", b"b" * 40)})
    assert pseudonym("Ada Lovelace", SECRET.encode()) in names


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--format", "canvas", "--anonymous"], "finds students by name"),
        (["--format", "moodle", "--missing", "missing"], "knows numbers"),
    ],
)
def test_what_cannot_be_said_in_a_format_is_refused(
    report: Path, options: list[str], words: str
) -> None:
    """In one sentence, before anything is written."""
    made = grader("export", report, *options, cwd=report.parent)
    assert made.returncode == 2
    assert words in made.stderr


def drawn(count: int, seed: int) -> list[Record]:
    """A class of `count` whose points in five tasks are drawn."""
    rng = random.Random(seed)
    records = []
    for number in range(count):
        skill = rng.random()
        tasks = []
        for k in range(5):
            state = rng.choices(
                ["pass", "partial", "fail", "not_started"], [skill, 0.2, 1 - skill, 0.1]
            )[0]
            state = "pass" if k == 4 else state
            one = check("f", k, state="pass" if state in ("pass", "partial") else "fail")
            tasks.append(task(f"f{k}", f"T-{k}", state, [one], points=k + 2))
        records.append(record(f"s{number:03}", [topic(tasks)]))
    return records


@pytest.mark.parametrize("seed", range(3))
def test_statistics_agree_with_numpy(seed: int) -> None:
    """p and r of every task are those of an independent computation; constants have no r."""
    records = drawn(40, seed)
    begun = [
        each.topics[0].tasks
        for each in records
        if any(one.state != "not_started" for one in each.topics[0].tasks)
    ]
    points: Any = np.array([[one.earned for one in tasks] for tasks in begun], dtype=float)
    most = np.array([one.points for one in begun[0]])
    [found] = [topic_items(r.topics[0], r.topics[0].tasks, records) for r in records[:1]]
    for k, item in enumerate(found.items):
        assert item.p == pytest.approx((points[:, k] / most[k]).mean())
        rest = points.sum(axis=1) - points[:, k]
        if k == 4:
            assert item.r is None
        else:
            assert item.r == pytest.approx(np.corrcoef(points[:, k], rest)[0, 1])
    rows = table(items(records))
    assert [float(row["p"]) for row in rows] == pytest.approx(
        [item.p for item in found.items], abs=1e-3
    )
    assert rows[4]["flags"] == "easy"
    assert {row["n"] for row in rows} == {str(len(begun))}
