"""Terms without a real course, for tests of what dates, policies and decisions mean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from classroom.desk.files import Term, load_term
from classroom.desk.grades import HandIn, Marks, TaskMarks


def fake_course(topics: dict[str, dict[str, int]]) -> Any:
    """A course of `topics`, each task -> points, that has no files."""

    def topic(name: str) -> Any:
        tasks = {task: SimpleNamespace(points=points) for task, points in topics[name].items()}
        return SimpleNamespace(
            id=name,
            tasks=tasks,
            scored=tasks,
            points=sum(topics[name].values()),
            sheet=SimpleNamespace(questions=()),
        )

    return SimpleNamespace(topics={name: topic(name) for name in topics}, topic=topic, zone=UTC)


def write_files(
    folder: Path,
    term: str,
    roster: str = "student,repository\nada,class/ada\nbob,class/bob\n",
    extensions: str = "",
    overrides: str = "",
) -> None:
    """A term folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "term.toml").write_text(term)
    (folder / "roster.csv").write_text(roster)
    if extensions:
        (folder / "extensions.csv").write_text("student,topic,until,reason\n" + extensions)
    if overrides:
        header = "student,topic,task,points,comment,who,when\n"
        (folder / "overrides.csv").write_text(header + overrides)


def read(folder: Path, course: Any) -> Term:
    """The term in `folder`."""
    return load_term(folder, course)


def handed(events: Sequence[tuple[str, Any]], other: Fraction | None = None) -> list[HandIn]:
    """Submissions of the task `a`: when, and what they earn; `other` is earned by the task `b`."""
    found = []
    for number, (at, points) in enumerate(events):
        marks: Marks | None = None
        if points == "broken":
            marks = Marks(problem="it cannot be read")
        elif points != "absent":
            tasks = {"a": TaskMarks("partial", Fraction(str(points)), Fraction(10))}
            if other is not None:
                tasks["b"] = TaskMarks("partial", other, Fraction(10))
            marks = Marks(tasks)
        moment = datetime.fromisoformat(at)
        found.append(HandIn(number, f"{number:040x}", moment, "server", points == "absent", marks))
    return found
