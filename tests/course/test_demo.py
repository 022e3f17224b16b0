"""The demo is a term of a class, the same every time, and the judge finds what it shows."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.course_copy import grader

from classroom.author.compose import stubs
from classroom.author.demo import ENDLESS, EXITING, SYNTAX_ERROR, write_class
from classroom.demo.students import EMPTY, MIX, Calendar, DemoStudent, students
from classroom.demo.term import write_folder
from classroom.desk.files import load_term
from grader.course.manifest import Course
from grader.errors import UsageError

# A Wednesday in the evening.
CALENDAR = Calendar.around(datetime(2027, 1, 13, 20, 15, tzinfo=UTC))


@pytest.fixture(scope="module")
def class_(course: Course) -> list[DemoStudent]:
    """The demo class."""
    return students(course, CALENDAR)


@pytest.mark.full
def test_it_is_the_same_every_time(course: Course, class_: list[DemoStudent]) -> None:
    """Who is in it, and what they wrote when, comes from a fixed seed and the day."""
    assert students(course, CALENDAR) == class_


def test_names_are_neutral(class_: list[DemoStudent]) -> None:
    """Nobody's name says how they do."""
    assert [one.name for one in class_] == [f"student-{n:02}" for n in range(1, 25)]
    assert sum(kind.count for kind in MIX) + EMPTY == len(class_)


@pytest.mark.parametrize("hours", range(0, 24 * 7, 29))
def test_it_is_always_the_tenth_week(hours: int) -> None:
    """Whatever the day: the last topic is open, the one before is due."""
    now = datetime(2027, 3, 1, tzinfo=UTC) + timedelta(hours=hours)
    calendar = Calendar.around(now)
    assert calendar.latest == 8
    assert calendar.opens(8) < now <= calendar.due(8)
    assert calendar.due(7) < now
    assert calendar.start <= now - timedelta(weeks=9)


def test_it_shows_every_kind(course: Course, class_: list[DemoStudent]) -> None:
    """Late work, texts, code that breaks or never ends; nobody commits before or after the term."""
    commits = {one.name: one.commits for one in class_}
    assert sum(not own for own in commits.values()) == EMPTY
    for own in commits.values():
        times = [commit.at for commit in own]
        assert times == sorted(times)
        assert all(CALENDAR.start <= at < CALENDAR.now for at in times)
    last = ["\n".join(own[-1].files.values()) for own in commits.values() if own]
    for body in (ENDLESS, EXITING, SYNTAX_ERROR):
        assert sum(body.strip("\n") in text for text in last) == 1
    assert sum(len(own[-1].files) == 1 for own in commits.values() if own) == 1
    assert sum(bool(one.late) for one in class_) > 3
    assert sum("MG-X2" in one.said for one in class_) > 2


def test_its_folder_is_a_term(course: Course, class_: list[DemoStudent], tmp_path: Path) -> None:
    """With an extension and an override; an earlier demo is replaced, other folders are not."""
    folder = tmp_path / "demo"
    two = [class_[0], class_[6], *[one for one in class_ if one.late][:2]]
    write_folder(course, folder, CALENDAR, two)
    term = load_term(folder / "term", course)
    assert list(term.students) == [one.name for one in two]
    assert len(term.extensions) == len(term.overrides) == 1
    assert [topic.id for topic in term.opened(CALENDAR.now)] == list(course.topics)
    log = ["git", f"--git-dir={folder}/server/demo/{two[0].name}.git", "log", "--format=%cI"]
    times = subprocess.run(log, capture_output=True, text=True, check=True).stdout.split()
    assert len(times) == len(two[0].commits)
    (folder / "more.txt").touch()
    (tmp_path / "other").mkdir()
    (tmp_path / "other/notes.txt").touch()
    with pytest.raises(UsageError, match="not empty and not a demo class"):
        write_folder(course, tmp_path / "other", CALENDAR, [])


@pytest.mark.full
def test_the_demo_shows_a_term(course: Course, tmp_path: Path) -> None:
    """A command a step, a regrade that waits, scores of two readers, and one page to open."""
    done = grader(
        "demo", "--folder", "demo", "--out", "report", "--course", str(course.root), cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    steps = re.findall(r"^\$ (?:\w+=\S* )*grader (\w+)", done.stdout, re.MULTILINE)
    assert steps == [
        *("collect", "grade", "grade", "regrade", "rubric", "rubric", "rubric", "similar", "report")
    ]
    assert re.search(r"run 3: [1-9]\d* of 24 move", done.stdout)
    assert "It counts once you say: grader accept 3" in done.stdout
    assert re.search(r"ina and tom: \d+ texts in common", done.stdout)
    assert done.stdout.endswith("\nopen: report/index.html\n")
    index = (tmp_path / "report/index.html").read_text()
    for name in ("Grading problems", "Stuck", "Not started", "Late"):
        assert re.search(rf"<dt>{name}</dt><dd>[1-9]", index), name
    assert "the same failure on 4 pushes" in index
    assert (tmp_path / "report/regrades.html").read_text().count("waits for a decision") == 1
    page = (tmp_path / "report/students/student-01.html").read_text()
    assert re.search(r"Read: ina \d(, \d){4}; tom \d(, \d){4} ", page)
    assert "Read: not read yet, so it does not count" in page
    sheet = (tmp_path / "demo/term/texts/micrograd-1.csv").read_text()
    assert re.search(r"MG-X2,,", sheet), "texts that wait to be read"


def test_a_class_is_written_as_repositories(course: Course, tmp_path: Path) -> None:
    """One commit each, dated within a term; a class there is replaced, other folders are not."""
    topic = course.topic("micrograd")
    for _ in range(2):
        [path] = write_class(course, tmp_path / "class", [("student-01", stubs(topic))])
    log = subprocess.run(
        ["git", "log", "--format=%cI %s"], cwd=path, capture_output=True, text=True, check=True
    )
    assert log.stdout == "2027-01-15T12:00:00+00:00 work of the week\n"
    (tmp_path / "other").mkdir()
    (tmp_path / "other/notes.txt").touch()
    with pytest.raises(UsageError, match="not empty and not a demo class"):
        write_class(course, tmp_path / "other", [])
