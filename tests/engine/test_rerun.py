"""A report that several runs write: of each student and topic it holds the last result."""

from __future__ import annotations

import csv
import json
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import msgspec
import pytest
from tests.course_copy import GRADER, grader
from tests.engine.render_samples import done, record, sample_class, task, topic, working
from tests.term.banks import SMALL_TOPICS, write_small_course

from classroom.author.compose import solutions, stubs
from classroom.grade.report import Report, read_columns, read_report, read_ungraded
from classroom.report.rerun import counted, together, without
from classroom.report.ungraded import Ungraded
from grader.course.manifest import load_course
from grader.errors import UsageError
from grader.record import Record, Timing, TopicResult, by_origin
from grader.render.markdown import feedback
from grader.stored import decode, encode

TOPICS = SMALL_TOPICS[:2]
FIRST, SECOND = TOPICS


def one_task(name: str, state: str = "pass") -> TopicResult:
    """A topic of one task."""
    return topic([task("f", "T-1", state, [])], id=name, title=name)


def test_topics_of_two_runs_are_one_record() -> None:
    """The later run's topics and those it does not hold, in the order of the course."""
    earlier = record("ada", [one_task("a"), one_task("b", "fail"), one_task("c")])
    earlier.warnings = ["exercises/b/x.py is missing", "exercises/a/x.py is a link"]
    now = record("ada", [one_task("b")])
    whole = together(earlier, now, ["c", "b", "a"])
    assert [(t.id, t.earned) for t in whole.topics] == [("c", 4), ("b", 4), ("a", 4)]
    assert whole.warnings == ["exercises/a/x.py is a link"]
    assert all(t.origin is None for t in whole.topics)
    assert decode(encode(whole)) == whole
    assert together(whole, earlier) == earlier


def test_a_record_of_two_runs_says_which_commit_and_engine_each_topic_had() -> None:
    """Nothing that was judged without a jail passes for jailed, in whatever order runs came."""
    earlier, now = record("ada", [one_task("a")]), record("ada", [one_task("b")])
    earlier.submission.commit, earlier.engine.jail = "e" * 40, "none"
    whole = together(earlier, now)
    first, second = by_origin(whole)
    assert (first.submission, first.engine) == (earlier.submission, earlier.engine)
    assert (second.submission, second.engine) == (now.submission, now.engine)
    assert [[t.id for t in part.topics] for part in (first, second)] == [["a"], ["b"]]
    assert "Checked commit `eeeeeeeeeeee`" in feedback(whole)
    assert "Not isolated" in feedback(whole)
    third = together(whole, record("ada", [one_task("c")]))
    assert [t.origin == whole.topics[0].origin for t in third.topics] == [True, False, False]
    assert by_origin(now) == [now]


def test_a_topic_that_could_not_be_graded_does_not_count() -> None:
    """A record loses what its student is said not to be graded in, and no other."""
    one = record("ada", [one_task("a"), one_task("b")])
    one.timing = Timing(checks={})
    lost = [Ungraded(student="ada", source="", reason="x", topics=["b"])]
    assert [t.id for t in counted(one, lost).topics] == ["a"]
    assert counted(record("bea", [one_task("b")]), lost).topics
    assert counted(one, [Ungraded(student="ada", source="", reason="x")]).topics == []
    assert without(one, ["zzz"]) is one


def write(folder: Path, *records: Record, lost: Sequence[str] = (), fresh: bool = False) -> Report:
    """A run that found `records`, and could not grade makemore4 of the students `lost`."""
    report = Report(folder, fresh=fresh)
    for one in records:
        report.add(one)
    for student in lost:
        report.lost(student, "x", "no commit", f"Traceback of {student}", ["makemore4"])
    report.finish(title="t", generated="now")
    return report


def gradebook(folder: Path) -> dict[str, dict[str, str]]:
    """The rows of gradebook.csv by student."""
    return {row["student"]: row for row in csv.DictReader((folder / "gradebook.csv").open())}


def files(folder: Path) -> set[str]:
    """All files of a report by their path in it."""
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_who_cannot_be_graded_any_more_has_no_points(tmp_path: Path) -> None:
    """The earlier result is laid aside and named; it comes back with the next grading alone."""
    write(tmp_path, done("ada"), done("bea"))
    report = write(tmp_path, done("ada"), lost=["bea"])
    assert [lost.earlier for lost in report.ungraded] == ["earlier/bea.json"]
    assert {"earlier/bea.json", "problems/bea.txt"} < files(tmp_path)
    assert not {"records/bea.json", "feedback/bea.md"} & files(tmp_path)
    assert (gradebook(tmp_path)["bea"]["total"], gradebook(tmp_path)["ada"]["total"]) == ("", "28")
    assert 'href="../earlier/bea.json"' in (tmp_path / "students/bea.html").read_text()
    # Again in vain: what was laid aside stays there.
    write(tmp_path, lost=["bea"])
    assert decode((tmp_path / "earlier/bea.json").read_bytes()) == done("bea")
    write(tmp_path, done("bea"))
    assert files(tmp_path) == {
        "index.html",
        "gradebook.csv",
        *(f"records/{name}.json" for name in ("ada", "bea")),
        *(f"feedback/{name}.md" for name in ("ada", "bea")),
        *(f"students/{name}.html" for name in ("ada", "bea")),
        "topics/makemore4.html",
    }


def test_a_topic_that_fails_later_keeps_the_others(tmp_path: Path) -> None:
    """Who has points in one topic and could not be graded in another has those points."""
    both = sample_class()[4]
    write(tmp_path, both)
    write(tmp_path, lost=["Emmy Noether"])
    row = gradebook(tmp_path)["Emmy Noether"]
    assert (row["micrograd points"], row["total"], row["max"]) == ("2", "2", "2")
    assert "not graded: no commit" in row["warnings"]
    assert "makemore4" not in (tmp_path / "feedback").glob("*").__next__().read_text()
    [found], [lost] = read_report(tmp_path)
    assert ([t.id for t in found.topics], lost.topics) == (["micrograd"], ["makemore4"])


def test_a_run_that_grades_nobody_keeps_the_gradebook(tmp_path: Path) -> None:
    """Whoever it did not name is there as before."""
    write(tmp_path, done("ada"))
    before = gradebook(tmp_path)["ada"]
    write(tmp_path, lost=["nowhere"])
    assert gradebook(tmp_path)["ada"] == before
    write(tmp_path)
    assert gradebook(tmp_path).keys() == {"ada", "nowhere"}


def test_fresh_forgets_what_earlier_runs_found(tmp_path: Path) -> None:
    """Students, topics, what could not be graded and its files."""
    write(tmp_path, sample_class()[4], done("ada"), lost=["zoe"])
    write(tmp_path, done("Emmy Noether"), fresh=True)
    assert gradebook(tmp_path).keys() == {"Emmy Noether"}
    [found], lost = read_report(tmp_path)
    assert ([t.id for t in found.topics], lost) == (["makemore4"], [])
    assert not [name for name in files(tmp_path) if "ada" in name or "zoe" in name]


def test_a_run_that_was_killed_leaves_what_can_be_read(tmp_path: Path) -> None:
    """New records and old ones; who is said not to be graded counts as such until it is through."""
    write(tmp_path, working(), done("bea"), lost=["zoe"])
    page = (tmp_path / "index.html").read_bytes()
    killed = Report(tmp_path)
    killed.add(done("Ada Lovelace"))
    killed.add(done("zoe"))
    assert (tmp_path / "index.html").read_bytes() == page
    records, lost = read_report(tmp_path)
    assert {r.submission.student: r.earned for r in records} == {"Ada Lovelace": 28, "bea": 28}
    assert [one.student for one in lost] == ["zoe"]
    write(tmp_path, done("zoe"))
    assert [r.submission.student for r in read_report(tmp_path)[0]] == [
        "Ada Lovelace",
        "bea",
        "zoe",
    ]
    assert read_ungraded(tmp_path) == []


def test_a_record_of_another_engine_is_left_out_and_named(tmp_path: Path) -> None:
    """It cannot be read, so it cannot count; grading its student again puts it right."""
    write(tmp_path, done("ada"), done("bea"))
    path = tmp_path / "records/bea.json"
    path.write_bytes(path.read_bytes().replace(b'"schema": 3', b'"schema": 99', 1))
    report = write(tmp_path, done("ada"))
    assert ["record schema 99" in text for text in report.unread] == [True]
    assert gradebook(tmp_path).keys() == {"ada"}
    report = write(tmp_path, done("bea"))
    assert (report.unread, gradebook(tmp_path).keys()) == ([], {"ada", "bea"})
    path.write_text("{")
    write(tmp_path, done("ada"), fresh=True)
    assert not path.exists()


@pytest.mark.parametrize("name", ["ungraded.json", "roster.json"])
def test_a_list_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    """Nothing is guessed about who could not be graded: the sentence says what to remove."""
    write(tmp_path, done("ada"))
    (tmp_path / name).write_text("[{")
    with pytest.raises(UsageError, match=rf"{name} cannot be read: .*; remove it, and grade"):
        Report(tmp_path)
    (tmp_path / name).unlink()
    write(tmp_path, done("ada"))
    assert gradebook(tmp_path).keys() == {"ada"}


# The command, over a course of two topics.


@pytest.fixture(scope="module")
def two_topics(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of two topics; nobody changes it."""
    return write_small_course(tmp_path_factory.mktemp("two") / "course", TOPICS)


@pytest.fixture
def students(two_topics: Path, tmp_path: Path) -> Path:
    """ada has done both topics, bea has begun none."""
    course = load_course(two_topics)
    for name, work in (("ada", solutions), ("bea", lambda _, topic: stubs(topic))):
        for each in course.topics.values():
            for path, text in work(course, each).items():
                file = tmp_path / "class" / name / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
    return tmp_path / "class"


def grade(root: Path, out: Path, paths: Sequence[Path], *options: object) -> tuple[int, str]:
    """Run `grader grade`; its status and all that it printed."""
    arguments = [*paths, "--out", out, "--course", root, "--workers", "1", *options]
    ended = grader("grade", *arguments, cwd=out.parent)
    return ended.returncode, ended.stdout + ended.stderr


def plain_data(folder: Path) -> dict[str, object]:
    """The records of a report without their time."""
    records, _ = read_report(folder)
    return {
        r.submission.student: msgspec.to_builtins(msgspec.structs.replace(r, timing=Timing()))
        for r in records
    }


def test_two_runs_over_a_topic_each_are_one_run_over_both(
    two_topics: Path, students: Path, tmp_path: Path
) -> None:
    """The same records, gradebook and feedback, in whatever order; both say what is kept."""
    both = [students / "ada", students / "bea"]
    parts, whole = tmp_path / "parts", tmp_path / "whole"
    assert grade(two_topics, parts, both, "--topic", SECOND)[0] == 0
    status, said = grade(two_topics, parts, both, "--topic", FIRST)
    assert (status, f"kept from earlier runs: the topics {SECOND}" in said) == (0, True)
    assert grade(two_topics, whole, both)[0] == 0
    assert plain_data(parts) == plain_data(whole)
    assert files(parts) == files(whole)
    for name in ("gradebook.csv", "feedback/ada.md", "feedback/bea.md"):
        assert (parts / name).read_text() == (whole / name).read_text()


def test_a_run_over_some_keeps_the_others_and_says_so(
    two_topics: Path, students: Path, tmp_path: Path
) -> None:
    """Graded again: the new result. Not named: kept. Gone: no points, and why. --fresh: dropped."""
    out, topic_ = tmp_path / "r", ("--topic", FIRST)
    grade(two_topics, out, [students / "ada", students / "bea"], *topic_)
    shutil.copytree(students / "ada", students / "bea", dirs_exist_ok=True)
    status, said = grade(two_topics, out, [students / "bea"], *topic_)
    assert (status, gradebook(out)["bea"]["total"]) == (0, "10")
    assert "kept from earlier runs: 1 students (ada); --fresh drops them" in said
    shutil.rmtree(students / "ada")
    status, said = grade(two_topics, out, [students / "ada", students / "bea"], *topic_)
    assert (status, gradebook(out)["ada"]["total"], gradebook(out)["bea"]["total"]) == (3, "", "10")
    assert "ada: no such folder" in said
    made = grader("export", out, "--format", "csv", cwd=tmp_path)
    assert made.stdout.splitlines()[1].startswith("ada,,,,")
    status, said = grade(two_topics, out, [students / "zoe"], "--fresh", *topic_)
    assert (status, f"nothing was graded, so {out} keeps what it held" in said) == (3, True)
    assert gradebook(out)["bea"]["total"] == "10"
    grade(two_topics, out, [students / "bea"], "--fresh", *topic_)
    assert gradebook(out).keys() == {"bea"}


def test_the_roster_lists_who_handed_in_nothing(
    two_topics: Path, students: Path, tmp_path: Path
) -> None:
    """Further columns lead the gradebook, also of later runs and exports; strangers are named."""
    (tmp_path / "roster.csv").write_text(
        "Student;Name;Section;total\nADA;=Ada;A;1\nzoe;Zoë;B;2\nyan;;B;3\n", "utf-8"
    )
    out, topic_ = tmp_path / "r", ("--topic", FIRST)
    both = [students / "ada", students / "bea"]
    status, said = grade(two_topics, out, both, *topic_, "--roster", tmp_path / "roster.csv")
    assert status == 0, said
    assert "2 graded, 0 not graded, 2 without a submission" in said
    assert "bea is graded, and is not on the roster" in said
    header, *rows = csv.reader((out / "gradebook.csv").open())
    assert header[:5] == ["student", "name", "section", "roster total", "commit"]
    assert [row[:4] for row in rows] == [
        ["ada", "'=Ada", "A", "1"],
        ["bea", "", "", ""],
        ["yan", "", "B", "3"],
        ["zoe", "Zoë", "B", "2"],
    ]
    assert [row[-1] for row in rows] == ["", "", "no submission", "no submission"]
    page = (out / "index.html").read_text()
    assert page.count(">no submission</td>") == 2
    assert page.count(">no submission</span>") == 2
    shutil.copytree(students / "ada", students / "zoe")
    grade(two_topics, out, [students / "zoe"], *topic_)
    again = gradebook(out)
    assert (again["zoe"]["total"], again["zoe"]["name"], again["yan"]["total"]) == ("10", "Zoë", "")
    assert read_columns(out)["yan"]["section"] == "B"
    made = grader("export", out, "--format", "canvas", cwd=tmp_path)
    assert "Zoë,,,zoe,B,10" in made.stdout
    assert "yan,,,yan,B," in made.stdout


def test_merged_shards_know_the_roster_and_what_was_raised(
    two_topics: Path, students: Path, tmp_path: Path
) -> None:
    """Each shard lists its own missing students; the merged report has them all, once."""
    (tmp_path / "roster.csv").write_text("student,section\nada,A\nbea,B\nyan,C\nzoe,D\n")
    both = [students / "ada", students / "bea"]
    shards = []
    for number in (1, 2):
        out = tmp_path / f"s{number}"
        options = ("--roster", tmp_path / "roster.csv", "--shard", f"{number}/2")
        status, said = grade(two_topics, out, both, "--topic", FIRST, *options)
        assert status == 0, said
        shards.append(out)
    lost = json.loads((shards[0] / "shard.json").read_text())
    name = "problems/xan.txt"
    lost["ungraded"].append({"student": "xan", "source": "", "reason": "r", "log": name})
    (shards[0] / "shard.json").write_text(json.dumps(lost))
    (shards[0] / "problems").mkdir()
    (shards[0] / name).write_text("Traceback")
    done_ = grader("merge", *shards, "--out", tmp_path / "all", cwd=tmp_path)
    assert done_.returncode == 3, done_.stderr
    assert "2 graded, 1 not graded, 2 without a submission" in done_.stdout
    rows = gradebook(tmp_path / "all")
    assert {s: row["section"] for s, row in rows.items()} == {
        "ada": "A", "bea": "B", "xan": "", "yan": "C", "zoe": "D",
    }  # fmt: skip
    assert (tmp_path / "all" / name).read_text() == "Traceback"


def test_a_shard_holds_its_own_run_alone(two_topics: Path, students: Path, tmp_path: Path) -> None:
    """What is merged is what one run has found, whatever stood in the folder."""
    out = tmp_path / "s"
    grade(two_topics, out, [students / "ada"], "--topic", FIRST, "--shard", "1/1")
    grade(two_topics, out, [students / "bea"], "--topic", SECOND, "--shard", "1/1")
    part = json.loads((out / "shard.json").read_text())
    assert part["graded"] == ["bea"]
    assert [[t.id for t in r.topics] for r in read_report(out)[0]] == [[SECOND]]


def test_ctrl_c_leaves_the_old_report_and_says_what_counts(
    two_topics: Path, students: Path, tmp_path: Path
) -> None:
    """The gradebook is that of the run before; every record can be read."""
    out = tmp_path / "r"
    grade(two_topics, out, [students / "ada"], "--topic", FIRST)
    before = (out / "gradebook.csv").read_bytes()
    name = f"exercises/{FIRST}/{FIRST}.py"
    for number in range(4):
        file = shutil.copytree(students / "ada", students / f"copy{number}") / name
        file.write_text(file.read_text() + f"# {number}\n")
    # The last one waits to be interrupted, however fast the others are.
    endless = shutil.copytree(students / "ada", students / "zz") / name
    endless.write_text("import time\n\ntime.sleep(1e6)\n")
    command = [
        "grade", *sorted(students.iterdir()), "--topic", FIRST, "--no-cache", "--out", out,
        "--course", two_topics, "--workers", "1",
    ]  # fmt: skip
    with subprocess.Popen(
        [GRADER, *map(str, command)],
        stderr=subprocess.PIPE,
        text=True,
        # What is started in the background ignores it, and so would this.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as run:
        while run.poll() is None and len(list((out / "records").glob("*.json"))) < 3:
            time.sleep(0.02)
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=120)
    assert run.returncode == 130
    assert "index.html change at the end of a run" in said
    assert (out / "gradebook.csv").read_bytes() == before
    records, lost = read_report(out)
    assert 3 <= len(records) < 7
    assert lost == []
