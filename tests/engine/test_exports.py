"""Records in the formats of others, each held against its published shape."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
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
from classroom.report.canvas import canvas, canvas_filled
from classroom.report.csv import gradebook, read_text
from classroom.report.exports import ClassPoints
from classroom.report.missing import with_zeros
from classroom.report.page import file_name
from classroom.report.ungraded import Ungraded
from grader.errors import UsageError
from grader.record import (
    PartResult,
    QuestionResult,
    QuestionsResult,
    Record,
    Submission,
    TaskPart,
)
from grader.reported import ExperimentReport
from grader.stored import encode

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
    expect_golden("exports/canvas.csv", canvas(sample_class()))
    expect_golden("exports/canvas_filled.csv", canvas_filled(sample_class(), CANVAS)[0])
    expect_golden("exports/results.json", exports.gradescope(working()))
    expect_golden("exports/result.json", classroom50(working()))


@pytest.mark.parametrize("text", WRITABLE, ids=range(len(WRITABLE)))
def test_hostile_records_keep_the_shape(root: Path, text: str) -> None:
    """Whatever stands in a record, the formats stay valid and no CSV cell is a formula."""
    record = hostile(text)
    valid(exports.gradescope(record), "gradescope")
    schema = json.loads((root / "docs/spec/export.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads(exports.as_json([record])))
    filled = canvas_filled([working()], f"Student,ID,Section,makemore4\n{quoted(text)}").text
    further = {text: {text: text, "name": text, "section": text}}
    made = [canvas([record], columns=further), filled, gradebook([record], columns=further)]
    for row in [row for text in made for row in rows(text)]:
        for cell in row:
            assert cell == "-" or not cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))


def quoted(text: str) -> str:
    """A row of somebody else's CSV with `text` in every cell."""
    out = io.StringIO()
    csv.writer(out).writerow([text] * 4)
    return out.getvalue()


def test_gradescope_adds_up_and_keeps_hidden_checks_closed() -> None:
    """The score is that of the cases, which say of hidden checks what feedback says.

    The questions are a case of their own, where students may know what they gave.
    """
    data = valid(exports.gradescope(working()), "gradescope")
    assert data["score"] == sum(case["score"] for case in data["tests"]) == 6 + 3.67
    assert sum(case["max_score"] for case in data["tests"]) == working().points + 12
    assert data["tests"][-1]["name"] == "makemore4: questions"
    closed = working()
    assert closed.topics[0].questions is not None
    closed.topics[0].questions.feedback = "after-deadline"
    assert json.loads(exports.gradescope(closed))["score"] == 6
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
    header, possible, *students = rows(canvas(sample_class()))
    assert header[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert header[5:] == ["micrograd", "makemore4", "makemore4 questions"]
    assert possible == ["    Points Possible", "", "", "", "", "2", "28", "12"]
    assert ["Kurt Gödel", "", "", "Kurt Gödel", "", "2", "", ""] in students


def test_canvas_filled_changes_its_columns_only() -> None:
    """Found by login or SIS id; foreign columns, other students and the maxima stay."""
    text, unknown, _, idle = canvas_filled(sample_class(), CANVAS)
    before, after = rows(CANVAS.removeprefix("\ufeff")), rows(text)
    assert after[2][5] == "6"
    assert after[3][5] == "6"
    for old, new in zip(before, after, strict=True):
        assert old[:5] + old[6:] == new[:5] + new[6:]
    assert [row[5] for row in after[:2]] == ["makemore4 (1234)", "28"]
    assert after[4] == before[4]
    assert "Kurt Gödel" in unknown
    assert "Ada Lovelace" not in unknown
    assert idle == ["Somebody, Else"]


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
        canvas_filled([working()], exported)


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
        files = [path for path in folder.rglob("result*.json")]
        assert len(files) == 2
        for path in files:
            valid(path.read_text(), name)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere", "--format", "csv"], "cannot read nowhere"),
        ([".", "--format", "csv"], "has no records; name a folder that grader grade has written"),
        (["report", "report", "--format", "csv"], "both have 'Ada Lovelace'; name one"),
        (["report", "--format", "csv", "--into", "x"], "--into does not go with --format csv"),
        (["report", "--format", "gradescope"], "name a folder with --out"),
        (["report", "--format", "classroom50", "--out", "o"], "needs --classroom NAME"),
        (["report", "--format", "csv", "--topic", "art"], "has no topic 'art'; it has makemore4."),
        (
            ["report", "--format", "csv", "--topic", "makemore4", "--topic", "art"],
            "has no topic 'art'",
        ),
        (["report", "--format", "canvas", "--into", "others.csv"], "no row is of a student"),
        (
            ["report", "--format", "canvas", "--into", "empty.csv"],
            "empty.csv: this is no gradebook",
        ),
        (
            ["report", "--format", "canvas", "--into", "report"],
            "cannot read the gradebook of Canvas report",
        ),
    ],
)
def test_wrong_use_is_one_sentence(report: Path, arguments: list[str], words: str) -> None:
    """Exit status 2 and one line."""
    (report.parent / "empty.csv").touch()
    others = "Student,ID,Login,Section,makemore4 (1)\nNobody,1,ada,A,3\n"
    (report.parent / "others.csv").write_text(others)
    status, said = refused("export", *arguments, cwd=report.parent)
    assert status == 2
    assert words in said
    assert said.count("\n") == 1


@pytest.fixture
def lossy(tmp_path: Path) -> Path:
    """A report in which two students could not be graded, one of them after an earlier run."""
    before = Report(tmp_path / "report")
    for record in sample_class()[:2]:
        before.add(record)
    before.finish(title="t", generated="then")
    report = Report(tmp_path / "report")
    report.lost("zoe", "class/zoe", "class/zoe: no commit yet", "")
    fault = "class/g: the grader is at fault: OSError"
    report.lost("Grace Hopper", "class/g", fault, "Traceback ...")
    report.finish(title="t", generated="now")
    return tmp_path / "report"


def exported(report: Path, name: str, *options: str) -> str:
    """What `grader export` prints in this format."""
    made = grader("export", report, "--format", name, *options, cwd=report.parent)
    assert made.returncode == 0, made.stderr
    assert "without points: Grace Hopper: class/g: the grader is at fault" in made.stderr
    assert "without points: zoe: class/zoe: no commit yet" in made.stderr
    return made.stdout


def test_who_could_not_be_graded_is_in_every_export(lossy: Path) -> None:
    """A row without points, never one with 0; what an earlier run has found does not count."""
    assert "Traceback ..." in (lossy / read_ungraded(lossy)[0].log).read_text()
    found = {row[0]: row for row in rows(exported(lossy, "csv"))[1:]}
    assert found.keys() == {"Ada Lovelace", "Grace Hopper", "zoe"}
    assert set(found["zoe"][1:-1]) == set(found["Grace Hopper"][1:-1]) == {""}
    assert found["zoe"][-1] == "not graded: class/zoe: no commit yet"
    data = json.loads(exported(lossy, "json"))
    assert [one["student"] for one in data["students"]] == ["Ada Lovelace"]
    assert [one["student"] for one in data["ungraded"]] == ["Grace Hopper", "zoe"]
    made = rows(exported(lossy, "canvas"))
    assert [set(row[5:]) for row in made if row[0] in ("zoe", "Grace Hopper")] == [{""}, {""}]
    exported(lossy, "gradescope", "--out", "g")
    assert [path.parent.name for path in (lossy.parent / "g").rglob("results.json")] == [
        file_name("Ada Lovelace")
    ]


def test_an_instructor_chooses_zeros_or_no_row(lossy: Path) -> None:
    """--missing 0 gives 0 points of all in every format, missing that word where one can stand."""
    zeros = {row[0]: row for row in rows(exported(lossy, "csv", "--missing", "0"))}
    cells = dict(zip(zeros["student"], zeros["zoe"], strict=True))
    assert (cells["total"], cells["max"], cells["makemore4 questions points"]) == ("0", "28", "0")
    data = json.loads(exported(lossy, "json", "--missing", "0"))
    assert [(one["student"], one["earned"], one["points"]) for one in data["students"]] == [
        ("Ada Lovelace", 6, 28),
        ("Grace Hopper", 0, 28),
        ("zoe", 0, 28),
    ]
    made = {row[0]: row[5:] for row in rows(exported(lossy, "canvas", "--missing", "0"))}
    assert made["zoe"] == ["0", "0"]
    exported(lossy, "gradescope", "--missing", "0", "--out", "g")
    [path] = (lossy.parent / "g" / "zoe").iterdir()
    assert valid(path.read_text(), "gradescope")["score"] == 0
    said = {row[0]: row for row in rows(exported(lossy, "csv", "--missing", "missing"))}
    assert set(said["zoe"][3:-1]) == {"missing"}
    assert "missing" not in said["Ada Lovelace"]
    options = ["--classroom", "b", "--repository", "https://x/{student}", "--out", "o"]
    arguments = [lossy, "--format", "classroom50", "--missing", "0", *options]
    status, said = refused("export", *arguments, cwd=lossy.parent)
    assert (status, "which speaks of commits" in said) == (2, True)


def test_zeros_say_nothing_of_anybody_else() -> None:
    """The form of a topic is that of some student; what that one wrote, or has of parts, is not."""
    one = done("Ada")
    full = one.topics[0].tasks[0]
    full.parts = [TaskPart(name="beyond", points=2, state="pass", earned=2.0)]
    full.report = ExperimentReport(prediction="A", because="Ada's own words")
    part = PartResult(name="Q1", state="right", answer="B", right=1, of=1, first="wrong")
    part.first_answer = "a first answer"
    question = QuestionResult(id="Q1", points=2, parts=[part])
    one.topics[0].questions = QuestionsResult(feedback="immediate", questions=[question])
    _, zero = with_zeros([one], [Ungraded(student="zoe", source="", reason="no commit")])
    text = msgspec.json.encode(zero).decode()
    assert [
        word for word in ("own words", "first answer", '"pass"', '"right"') if word in text
    ] == []
    assert [each.earned for each in zero.topics[0].tasks[0].parts] == [0]


def test_json_has_predictions_and_first_answers() -> None:
    """Of answers only those whose form is right: a text in the place of one may say a name."""
    one = working()
    one.topics[0].tasks[0].report = ExperimentReport(prediction="C", right=True, because="private")
    parts = [part for q in one.topics[0].questions.questions for part in q.parts]  # type: ignore[union-attr]
    parts[0].first, parts[0].first_answer = "wrong", "A"
    [student] = json.loads(exports.as_json([one]))["students"]
    [found] = student["topics"]
    assert (found["tasks"][0]["prediction"], found["tasks"][0]["prediction_right"]) == ("C", True)
    assert "private" not in json.dumps(student)
    answers = {each["id"]: each for each in found["answers"]}
    assert (answers["M4-Q1"]["first"], answers["M4-Q1"]["first_answer"]) == ("wrong", "A")
    assert answers.keys() == {"M4-Q1", "M4-Q2", "M4-Q3.a", "M4-Q3.b", "M4-Q4"}


def test_nobody_graded_is_nothing_to_export(tmp_path: Path) -> None:
    """Without a record there are no columns."""
    report = Report(tmp_path / "report")
    report.lost("zoe", "class/zoe", "class/zoe: no commit yet", "")
    report.finish(title="t", generated="now")
    status, said = refused("export", "report", "--format", "json", cwd=tmp_path)
    assert (status, "nobody of report could be graded" in said) == (2, True)


def test_a_refused_record_leaves_no_file(report: Path, tmp_path: Path) -> None:
    """All results for Classroom 50 are made before the first is written."""
    folder = done("Zoe")
    folder.submission = Submission(student="Zoe")
    (report / "records" / "Zoe.json").write_bytes(encode(folder))
    options = ["--classroom", "b", "--repository", "https://x/{student}", "--out", "made"]
    status, said = refused("export", report, "--format", "classroom50", *options, cwd=tmp_path)
    assert (status, "Zoe was graded from a plain folder" in said) == (2, True)
    assert not (tmp_path / "made").exists()


def test_a_folder_that_cannot_be_made_leaves_no_result(report: Path, tmp_path: Path) -> None:
    """The files are moved to their places once all of them are written, and have a folder."""
    out = tmp_path / "made"
    out.mkdir()
    (out / file_name("Ada Yonath")).write_text("in the way")
    status, said = refused("export", report, "--format", "gradescope", "--out", out, cwd=tmp_path)
    assert (status, "name another with --out" in said) == (2, True)
    assert [path.name for path in out.rglob("results.json")] == []
    assert not list(out.glob(".part-*"))


def test_canvas_names_who_does_not_fit(lossy: Path) -> None:
    """A second row of one login, rows of nobody, and students that Canvas does not have."""
    mine = '"Lovelace, Ada",11,s-11,ada lovelace,A,,,\r\n'
    told = CANVAS + mine + '"Zed, Zoe",14,s-14,zoe,B,9,,\r\n"Noether, Emmy",15,,,,,,\r\n'
    (lossy.parent / "c.csv").write_text(told)
    made = grader("export", lossy, "--format", "canvas", "--into", "c.csv", cwd=lossy.parent)
    assert made.returncode == 0, made.stderr
    assert "'Ada Lovelace' has two rows in c.csv; the first is filled in" in made.stderr
    assert "'Somebody, Else' stands in c.csv, and no record is of that student" in made.stderr
    assert "Points Possible" not in made.stderr
    cells = [row[5] for row in rows(made.stdout)[2:]]
    assert cells == ["6", "", "3", "", "9", ""]
    again = grader(
        "export", lossy, "--format", "canvas", "--into", "c.csv", "--missing", "0",
        cwd=lossy.parent,
    )  # fmt: skip
    assert [row[5] for row in rows(again.stdout)[2:]] == ["6", "", "3", "", "0", ""]
    assert "'Grace Hopper' is not in c.csv" in again.stderr


def test_canvas_finds_students_by_what_the_roster_says() -> None:
    """By email, identifier or name; a name that two students share stands for neither."""
    file = "Student,ID,SIS Login ID,Section,makemore4\nX,1,ada@uni.example,A,\nTwin,2,t,A,\n"
    columns = {
        "Ada Lovelace": {"email": "Ada@uni.example", "name": "Twin"},
        "Grace Hopper": {"name": "Twin"},
    }
    filled = canvas_filled(sample_class()[:2], file, columns=columns)
    assert [row[4] for row in rows(filled.text)] == ["makemore4", "6", ""]
    assert (filled.unknown, filled.idle) == (["Grace Hopper"], ["Twin"])


@pytest.mark.parametrize(
    ("encoding", "words"),
    [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", ""), ("latin-1", "line 3: not UTF-8 text; save")],
)
def test_encodings_of_a_gradebook(tmp_path: Path, encoding: str, words: str) -> None:
    """UTF-8 and UTF-16 with its mark are read; what cannot be told is named, with what to do."""
    path = tmp_path / "canvas.csv"
    text = "Student,ID\nada,1\nZoë,2\n"
    path.write_bytes(text.encode(encoding))
    if not words:
        assert read_text(path, "gradebook") == text
        return
    with pytest.raises(UsageError, match=words):
        read_text(path, "gradebook")


def test_a_topic_that_some_do_not_have_is_blank_for_them(tmp_path: Path) -> None:
    """--topic leaves nobody out, and keeps who could not be graded in that topic alone."""
    report = Report(tmp_path / "report")
    for record in sample_class()[4:6]:
        report.add(record)
    report.lost("zoe", "z", "z: no commit", "", ["micrograd"])
    report.finish(title="t", generated="now")
    made = grader("export", "report", "--format", "csv", "--topic", "makemore4", cwd=tmp_path)
    cells = {row[0]: row[1:-1] for row in rows(made.stdout)[1:]}
    assert cells.keys() == {"Emmy Noether", "Kurt Gödel"}
    assert cells["Kurt Gödel"][2:-2] == [""] * (len(cells["Kurt Gödel"]) - 4)
