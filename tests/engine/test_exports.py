"""Records in the formats of others, each held against its published shape."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.course_copy import grader, refused
from tests.engine.golden import expect_golden
from tests.engine.render_samples import (
    HOSTILE,
    SECRETS,
    done,
    hostile,
    sample_class,
    working,
)

from classroom.grade.report import Report, read_ungraded
from classroom.report import exports
from classroom.report.exports import ClassPoints
from grader.errors import UsageError
from grader.record import Record, Submission, encode

FORMATS = Path(__file__).parent / "formats"
ADDRESS = "https://github.com/my-class/basics-ada"
CANVAS = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,makemore4 (1234),Essay (77),Final Score\r\n"
    '"    Points Possible",,,,,28,10,(read only)\r\n'
    '"Lovelace, Ada",11,s-11,ada lovelace,A,1,7.5,90\r\n'
    '"Noether, Emmy",12,Emmy Noether,en@uni.example,A,,-,\r\n'
    '"Somebody, Else",13,s-13,x@uni.example,B,3,4,50\r\n'
)
# A record with half a surrogate pair cannot be written, so no export meets one.
WRITABLE = [text for text in HOSTILE if "\ud800" not in text]


def valid(text: str, name: str) -> Any:
    """The data in `text`, which follows the schema `name`."""
    schema = json.loads((FORMATS / f"{name}.schema.json").read_text())
    data = json.loads(text)
    jsonschema.Draft202012Validator(schema).validate(data)
    return data


def rows(text: str) -> list[list[str]]:
    """The cells of a CSV text."""
    return list(csv.reader(io.StringIO(text)))


def classroom50(record: Record) -> str:
    """Its last topic for Classroom 50."""
    topic = record.topics[-1]
    return exports.classroom50(record, topic, classroom="basics", repository=ADDRESS)


def test_golden() -> None:
    """Every format of the sample records is its golden file."""
    expect_golden("exports/class.json", exports.as_json(sample_class()))
    expect_golden("exports/canvas.csv", exports.canvas(sample_class()))
    expect_golden("exports/canvas_filled.csv", exports.canvas_filled(sample_class(), CANVAS)[0])
    expect_golden("exports/results.json", exports.gradescope(working()))
    expect_golden("exports/result.json", classroom50(working()))


@pytest.mark.parametrize("text", WRITABLE, ids=range(len(WRITABLE)))
def test_hostile_records_keep_the_shape(root: Path, text: str) -> None:
    """Whatever stands in a record, the formats stay valid and no CSV cell is a formula."""
    record = hostile(text)
    valid(exports.gradescope(record), "gradescope")
    schema = json.loads((root / "docs/spec/export.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads(exports.as_json([record])))
    filled, _ = exports.canvas_filled([working()], f"Student,ID,Section,makemore4\n{quoted(text)}")
    for row in [*rows(exports.canvas([record])), *rows(filled)]:
        for cell in row:
            assert cell == "-" or not cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))


def quoted(text: str) -> str:
    """A row of somebody else's CSV with `text` in every cell."""
    out = io.StringIO()
    csv.writer(out).writerow([text] * 4)
    return out.getvalue()


def test_gradescope_adds_up_and_keeps_hidden_checks_closed() -> None:
    """The score is that of the cases, which say of hidden checks what feedback says."""
    data = valid(exports.gradescope(working()), "gradescope")
    assert data["score"] == sum(case["score"] for case in data["tests"]) == 6
    assert sum(case["max_score"] for case in data["tests"]) == working().points
    assert [case["status"] for case in data["tests"]].count("passed") == 1
    shown = json.dumps(data)
    assert "hidden check, dtype: softmax taken over the batch" in shown
    assert not [secret for secret in [*SECRETS, "7.25", "1.75"] if secret in shown]


def test_classroom50_counts_in_half_points() -> None:
    """Whole numbers only: every score is doubled, and no test has more than its maximum."""
    data = valid(classroom50(working()), "classroom50")
    assert (data["score"], data["max-score"]) == (12, 56)
    assert data["score"] == sum(test["score"] for test in data["tests"])
    assert all(test["score"] <= test["max-score"] for test in data["tests"])
    assert data["datetime"] == "2027-02-11T09:30:00Z"
    assert data["submission"] == "submit/2027-02-11T09-30-00Z-3f9c2ab"
    assert data["release"].endswith("/releases/tag/submit%2F2027-02-11T09-30-00Z-3f9c2ab")


def test_classroom50_speaks_utc_and_of_commits() -> None:
    """A date with an offset becomes UTC; a plain folder is refused."""
    record = working()
    record.submission.committed_at = "2027-02-11T23:30:00+02:30"
    assert json.loads(classroom50(record))["datetime"] == "2027-02-11T21:00:00Z"
    record.submission = Submission(student="ada")
    with pytest.raises(UsageError, match="ada was graded from a plain folder"):
        classroom50(record)


def test_canvas_has_its_two_first_rows() -> None:
    """The header is that of Canvas, the second row the maxima, and questions stand apart."""
    header, possible, *students = rows(exports.canvas(sample_class()))
    assert header[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert header[5:] == ["micrograd", "makemore4", "makemore4 questions"]
    assert possible == ["    Points Possible", "", "", "", "", "2", "28", "12"]
    assert ["Kurt Gödel", "", "", "Kurt Gödel", "", "2", "", ""] in students


def test_canvas_filled_changes_its_columns_only() -> None:
    """Found by login or SIS id; foreign columns, other students and the maxima stay."""
    text, unknown = exports.canvas_filled(sample_class(), CANVAS)
    before, after = rows(CANVAS.removeprefix("\ufeff")), rows(text)
    assert after[2][5] == "6"
    assert after[3][5] == "6"
    for old, new in zip(before, after, strict=True):
        assert old[:5] + old[6:] == new[:5] + new[6:]
    assert [row[5] for row in after[:2]] == ["makemore4 (1234)", "28"]
    assert after[4] == before[4]
    assert "Kurt Gödel" in unknown
    assert "Ada Lovelace" not in unknown


@pytest.mark.parametrize(
    ("exported", "words"),
    [
        ("name,points\nada,3\n", "no gradebook of Canvas"),
        ("", "no gradebook of Canvas"),
        ("Student,ID,Section,Essay\n", "none of the columns makemore4"),
    ],
)
def test_a_file_that_is_no_gradebook(exported: str, words: str) -> None:
    """Another file, or one without our columns, is refused in one sentence."""
    with pytest.raises(UsageError, match=words):
        exports.canvas_filled([working()], exported)


def test_json_has_a_published_schema(root: Path) -> None:
    """docs/spec/export.schema.json is that of the data, and the sample class follows it."""
    schema = json.loads((root / "docs/spec/export.schema.json").read_text())
    data = json.loads(exports.as_json(sample_class()))
    jsonschema.Draft202012Validator(schema).validate(data)
    assert ClassPoints.__name__ in json.dumps(schema)
    assert data["students"][0]["earned"] == sum(t["earned"] for t in data["students"][0]["topics"])


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report folder with two records."""
    folder = tmp_path / "report"
    (folder / "records").mkdir(parents=True)
    for record in (working(), done("Ada Yonath")):
        name = record.submission.student.replace(" ", "_")
        (folder / "records" / f"{name}.json").write_bytes(encode(record))
    return folder


def test_the_command_writes_every_format(report: Path, tmp_path: Path) -> None:
    """One file for the class, or one a student; a report folder and single records will do."""
    for name in ("csv", "json", "canvas"):
        target = tmp_path / f"out.{name}"
        made = grader("export", report, "--format", name, "--out", target, cwd=tmp_path)
        assert made.returncode == 0, made.stderr
        assert "Ada Yonath" in target.read_text()
    one = report / "records" / "Ada_Yonath.json"
    assert grader("export", one, "--format", "csv", cwd=tmp_path).stdout.count("\n") == 2
    for name, options in (
        ("gradescope", []),
        (
            "classroom50",
            ["--classroom", "basics", "--repository", "https://github.example/c/b-{student}"],
        ),
    ):
        folder = tmp_path / name
        made = grader("export", report, "--format", name, "--out", folder, *options, cwd=tmp_path)
        assert made.returncode == 0, made.stderr
        files = [path for path in folder.rglob("*.json")]
        assert len(files) == 2
        for path in files:
            valid(path.read_text(), name)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere", "--format", "csv"], "cannot read nowhere"),
        ([".", "--format", "csv"], "has no records; name a folder that grader grade has written"),
        (["report", "report", "--format", "csv"], "are both of 'Ada Lovelace'; name one"),
        (["report", "--format", "csv", "--into", "x"], "--into does not go with --format csv"),
        (["report", "--format", "gradescope"], "name a folder with --out"),
        (["report", "--format", "classroom50", "--out", "o"], "needs --classroom NAME"),
        (["report", "--format", "csv", "--topic", "art"], "has no topic 'art'"),
        (["report", "--format", "canvas", "--into", "report"], "cannot read report"),
    ],
)
def test_wrong_use_is_one_sentence(report: Path, arguments: list[str], words: str) -> None:
    """Exit status 2 and one line."""
    status, said = refused("export", *arguments, cwd=report.parent)
    assert status == 2
    assert words in said
    assert said.count("\n") == 1


def test_who_could_not_be_graded_is_in_every_export(tmp_path: Path) -> None:
    """A row without points, never one with 0; a record of theirs is of an earlier run."""
    report = Report(tmp_path / "report")
    for record in sample_class()[:2]:
        report.add(record)
    old = sample_class()[1].submission.student
    lost = [
        report.lost("zoe", "class/zoe", "class/zoe: no commit yet", ""),
        report.lost(old, "class/x", "class/x: the grader is at fault: OSError", "Traceback ..."),
    ]
    report.finish(sample_class()[:1], lost, title="t", generated="now")
    assert "Traceback ..." in (tmp_path / "report" / lost[1].log).read_text()
    printed = grader("export", "report", "--format", "csv", cwd=tmp_path)
    found = {row[0]: row for row in rows(printed.stdout)[1:]}
    assert found.keys() == {sample_class()[0].submission.student, "zoe", old}
    assert set(found["zoe"][1:-1]) == set(found[old][1:-1]) == {""}
    assert found["zoe"][-1] == "not graded: class/zoe: no commit yet"
    assert f"without points: {old}: class/x: the grader is at fault" in printed.stderr
    data = json.loads(grader("export", "report", "--format", "json", cwd=tmp_path).stdout)
    assert [one["student"] for one in data["ungraded"]] == ["zoe", old]
    canvas = rows(grader("export", "report", "--format", "canvas", cwd=tmp_path).stdout)
    assert [set(row[5:]) for row in canvas if row[0] in ("zoe", old)] == [{""}, {""}]
    report.finish([], lost, title="t", generated="now")
    for path in (tmp_path / "report/records").iterdir():
        path.unlink()
    status, said = refused("export", "report", "--format", "json", cwd=tmp_path)
    assert (status, "nobody of report could be graded" in said) == (2, True)


def test_a_later_run_that_grades_all_leaves_nobody_out(tmp_path: Path) -> None:
    """The list of who could not be graded is that of the last run."""
    report = Report(tmp_path)
    lost = [report.lost("zoe", "z", "no commit", "")]
    report.finish(sample_class()[:1], lost, title="t", generated="now")
    assert read_ungraded(tmp_path) == lost
    report.finish(sample_class()[:1], title="t", generated="now")
    assert read_ungraded(tmp_path) == []
