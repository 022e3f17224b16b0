"""The demo's folder: repositories as on a server, the files of a term, the course as it was before.

What people decide is written here; what the machine finds comes from the commands alone.
"""

from __future__ import annotations

import ast
import csv
import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from classroom.demo import texts
from classroom.demo.history import write_repository
from classroom.demo.students import Calendar, DemoStudent
from classroom.desk.decisions import EXTENSIONS, OVERRIDES
from classroom.desk.files import ROSTER
from classroom.desk.term import FILE
from classroom.grade.secret import load_secret
from grader.course.manifest import Course
from grader.errors import UsageError

CLASS = "demo"
_MARK = ".demo-class"
# The topic and the task whose checks let everything pass until they were mended.
MENDED = ("tabular_from_scratch", "max_normalise")
_CACHES = shutil.ignore_patterns("__pycache__", "plots")
_TERM = """# Ten weeks of a class that does not exist; `grader demo` has written this.
name = "Demo term"
timezone = "UTC"
grace = "10 min"
late = { per_day = "10%", at_most = "3 days" }
"""


def write_folder(
    course: Course, folder: Path, calendar: Calendar, class_: list[DemoStudent]
) -> None:
    """All that the commands need below `folder`: server/, term/, earlier/.

    An earlier demo there is replaced; any other folder is refused. Raises UsageError.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise UsageError(f"{folder} is not empty and not a demo class; name another folder.")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "term").mkdir(parents=True)
    (folder / _MARK).touch()
    for student in class_:
        write_repository(folder / f"server/{CLASS}/{student.name}.git", student.commits)
    _write_term(course, folder / "term", calendar, class_)
    _write_earlier(course, folder / "earlier")


def _write_term(
    course: Course, folder: Path, calendar: Calendar, class_: list[DemoStudent]
) -> None:
    text = _TERM
    for place, topic in enumerate(course.topics):
        text += f"\n[topics.{topic}]\nopens = {calendar.opens(place):%Y-%m-%d}\n"
        text += f"due = {calendar.due(place):%Y-%m-%d}\n"
        text += "texts = 5\n" if topic == texts.TOPIC else ""
    (folder / FILE).write_text(text, encoding="utf-8")
    roster = [(s.name, f"{s.name}@example.invalid", f"{CLASS}/{s.name}", s.section) for s in class_]
    _table(folder / ROSTER, ("student", "email", "repository", "section"), roster)
    topics = list(course.topics.values())
    late = [(student.name, place) for student in class_ for place in student.late]
    extended = [
        (name, topics[place].id, f"{calendar.due(place) + timedelta(days=4):%Y-%m-%d}", "ill")
        for name, place in late[1:2]
    ]
    _table(folder / EXTENSIONS, ("student", "topic", "until", "reason"), extended)
    task = next(iter(topics[1].tasks.values()))
    day = f"{calendar.due(1):%Y-%m-%d}"
    given = [
        (student.name, topics[1].id, task.id, str(task.points), "showed it on paper", "tom", day)
        for student in class_
        if student.kind is not None and student.kind.level == "weak"
    ]
    header = ("student", "topic", "task", "points", "comment", "who", "when")
    _table(folder / OVERRIDES, header, given[:1])


def _write_earlier(course: Course, folder: Path) -> None:
    """The course as it was before: the checks of a task let everything pass."""
    for name in ("exercises", "reference", "tests/hidden"):
        shutil.copytree(course.root / name, folder / name, ignore=_CACHES)
    # pytest's settings.
    shutil.copy(course.root / "pyproject.toml", folder)
    topic, task = MENDED
    for name in (f"exercises/{topic}", f"tests/hidden/{topic}"):
        for path in sorted((folder / name).glob("test_*.py")):
            path.write_text(_weakened(path.read_text(encoding="utf-8"), task), encoding="utf-8")
    secret = load_secret(course.root)
    (folder / ".grader").mkdir()
    (folder / ".grader/secret").touch(mode=0o600)
    (folder / ".grader/secret").write_bytes(secret)


def _weakened(text: str, task: str) -> str:
    """A file of checks in which those of `task` end before they look."""
    lines = text.split("\n")
    for node in reversed(ast.parse(text).body):
        if isinstance(node, ast.FunctionDef) and any(
            isinstance(mark, ast.Call)
            and isinstance(mark.func, ast.Name)
            and mark.func.id == "task"
            and ast.literal_eval(mark.args[0]) == task
            for mark in node.decorator_list
        ):
            lines.insert(node.body[0].end_lineno or node.lineno, "    return")
    return "\n".join(lines)


def _table(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *rows])
