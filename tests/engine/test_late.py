"""Late work is marked in every report, by whose clock is said, and costs nothing."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from tests.course_copy import change, commit, git, grader
from tests.engine.mini_course import SOLUTION, hand_in, write_mini
from tests.engine.render_samples import done

from classroom.grade.result import seconds_late
from grader.push.push import LOG, RECORD, STAGE, tell
from grader.push.stage import Stage
from grader.record import Submission, TopicResult
from grader.render.late import duration, lateness
from grader.stored import encode, read

DUE = datetime(2026, 11, 1, 22, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("handed_in", "seconds"),
    [
        ("2026-11-01T23:59:00+01:00", 0),
        ("2026-11-01T23:59:01+01:00", 1),
        ("2026-11-02T02:04:00+01:00", 7500),
        ("2020-01-01T00:00:00Z", 0),
        # What nobody can compare is not late: a time without an offset, and no time at all.
        ("2026-12-01T00:00:00", 0),
        ("292277026596-12-04T15:30:07Z", 0),
        ("yesterday", 0),
        ("", 0),
    ],
)
def test_late_is_after_the_due_date(handed_in: str, seconds: int) -> None:
    """The second itself is in time."""
    assert seconds_late(DUE, handed_in) == seconds


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 s"),
        (61, "1 min 1 s"),
        (7500, "2 h 5 min"),
        (7200, "2 h"),
        (86_400 * 3 + 59, "3 d"),
        (86_400 * 40 + 3_600, "40 d 1 h"),
    ],
)
def test_a_time_in_words(seconds: int, words: str) -> None:
    """Two units at most."""
    assert duration(seconds) == words


def test_the_clock_is_named() -> None:
    """A student's git may say what it likes; a server's time is another thing."""
    topic = TopicResult(id="t", title="t", solution_hash="", tasks=[], late_seconds=7500)
    said = lateness(Submission(student="a", committed_at="x"), topic)
    assert said == "committed 2 h 5 min after the due date, by the clock of the student's git"
    said = lateness(Submission(student="a", committed_at="x", pushed_at="y"), topic)
    assert said == "pushed 2 h 5 min after the due date, by the clock of the server"
    topic.late_seconds = 0
    assert lateness(Submission(student="a", committed_at="x"), topic) == ""


def test_late_work_in_every_report(tmp_path: Path) -> None:
    """Record, gradebook, page, feedback and JSON say it; the points are those of the checks."""
    course = write_mini(tmp_path / "course")
    manifest = course / "exercises/course.toml"
    change(manifest, 'version = "1"', 'version = "1"\ntimezone = "Europe/Berlin"')
    manifest.write_text(manifest.read_text() + "due = 2026-11-01\n")
    for name, at in (("ada", "2026-11-01T23:59:59+01:00"), ("bob", "2026-11-02T02:04:59+01:00")):
        folder = hand_in(tmp_path / "class" / name, SOLUTION)
        git(folder, "init", "--quiet")
        commit(folder, "work")
        # git takes the committer's date from its environment, as a student may set it.
        git(folder, "-c", "core.editor=true", "rebase", "--quiet", "--root", "--exec", _dated(at))
    plain = hand_in(tmp_path / "class" / "cyd", SOLUTION)
    out = tmp_path / "report"
    paths = [tmp_path / "class" / name for name in ("ada", "bob")]

    ended = grader("grade", *paths, plain, "--out", out, cwd=course)

    assert ended.returncode == 0, ended.stderr
    topics = {path.stem: read(path).topics[0] for path in (out / "records").iterdir()}
    assert {name: topic.late_seconds for name, topic in topics.items()} == {
        "ada": 0,
        "bob": 7500,
        "cyd": 0,
    }
    assert {topic.due for topic in topics.values()} == {"2026-11-01T23:59:59+01:00"}
    assert {topic.earned for topic in topics.values()} == {10}
    said = "committed 2 h 5 min after the due date, by the clock of the student's git"
    rows = list(csv.DictReader((out / "gradebook.csv").open()))
    assert [row["mini late"] for row in rows] == ["", said, ""]
    assert rows[1]["committed_at"] == "2026-11-02T02:04:59+01:00"
    page = "".join(path.read_text() for path in out.rglob("*.html"))
    assert page.count(said.replace("'", "&#39;")) == 1
    assert page.count("late by 2 h 5 min") == 1
    feedback = {path.stem: path.read_text() for path in (out / "feedback").iterdir()}
    assert [name for name in sorted(feedback) if "Late: " in feedback[name]] == ["bob"]
    assert "2 h 5 min after the due date" in feedback["bob"]
    exported = grader("export", out, "--format", "json", cwd=course)
    students = json.loads(exported.stdout)["students"]
    assert [s["topics"][0]["late_seconds"] for s in students] == [0, 7500, 0]


def _dated(at: str) -> str:
    return f"GIT_COMMITTER_DATE={at} git commit --quiet --amend --no-edit"


@pytest.mark.parametrize(
    ("event", "pushed_at"),
    [
        ({"pusher": {"name": "ada"}, "repository": {"pushed_at": 1_800_000_000}}, "2027-01-15"),
        ({"pusher": {"name": "ada"}, "repository": {"pushed_at": 10**18}}, ""),
        # Of another event it is the last push to any branch.
        ({"repository": {"pushed_at": "2027-01-15T08:00:00Z"}}, ""),
        ({}, ""),
    ],
)
def test_the_time_of_a_push_is_the_servers(
    tmp_path: Path, event: dict[str, object], pushed_at: str
) -> None:
    """The job summary takes it from what GitHub wrote of the push, never from the record."""
    sample = done()
    sample.submission = Submission(student="local", pushed_at="2001-01-01T00:00:00Z")
    (tmp_path / STAGE).write_bytes(msgspec.json.encode(Stage([t.id for t in sample.topics])))
    (tmp_path / RECORD).write_bytes(encode(sample))
    (tmp_path / LOG).write_text("")
    (tmp_path / "event").write_bytes(msgspec.json.encode(event))
    environment = {"GITHUB_EVENT_PATH": tmp_path / "event", "GITHUB_STEP_SUMMARY": tmp_path / "s"}

    tell(tmp_path, {name: str(path) for name, path in environment.items()})

    summary = (tmp_path / "s").read_text()
    assert "2001" not in summary
    assert (f", pushed `{pushed_at}" in summary) if pushed_at else (", pushed" not in summary)
