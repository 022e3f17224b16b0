"""Running the commands of a term against the fake GitHub, and comparing with the oracle."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.course_copy import grader
from tests.e2e.fake_github import FakeGitHub
from tests.term import banks, generate
from tests.term.generate import Term
from tests.term.oracle import Grade, Policy, Worth, grades_of, total, worth_in

from classroom.desk.files import load_term
from classroom.desk.gradebook import Gradebook
from classroom.desk.status import as_data
from grader.course.manifest import load_course
from grader.stored import read

SECRET = "a secret of the tests that is long enough"
Table = dict[str, dict[str, Worth]]


@dataclass(frozen=True)
class Made:
    """A term, where its course and its folders are, and what each content is worth."""

    term: Term
    course: Path
    folder: Path
    worth: Table
    env: dict[str, str] = field(default_factory=dict)

    @property
    def desk(self) -> Path:
        """The term folder."""
        return self.folder / "terms/made"

    def grader(self, *arguments: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
        """Run a command at the course."""
        return grader(*arguments, cwd=self.course, **({"GRADER_SECRET": SECRET} | self.env | env))

    def expected(self, policy: Policy) -> dict[str, tuple[dict[str, Grade], Fraction | None]]:
        """Student -> grades and total, as the oracle has them."""
        found = {}
        for student in self.term.roster:
            grades = grades_of(
                policy,
                student.name,
                student.seen,
                self.term.until,
                self.term.overrides,
                self.worth,
            )
            found[student.name] = grades, total(policy, grades)
        return found

    def found(self) -> dict[str, tuple[dict[str, Grade], Fraction | None]]:
        """The same, as `grader term status` says, without what a process of its own costs."""
        term = load_term(self.desk, load_course(self.course))
        book = Gradebook(term.file.gradebook)
        try:
            rows = as_data(term, book)["students"]
        finally:
            book.close()
        return graded_in(rows)


def graded_in(rows: list[dict[str, Any]]) -> dict[str, tuple[dict[str, Grade], Fraction | None]]:
    """Student -> grades and total, of the students in the JSON of `grader term status`."""
    return {
        row["student"]: (
            {topic: _grade(cell) for topic, cell in row["topics"].items()},
            None if row["total"] is None else Fraction(row["total"]),
        )
        for row in rows
    }


def _grade(cell: dict[str, Any]) -> Grade:
    return Grade(Fraction(cell["points"]), Fraction(cell["maximum"]), cell["days"])


def make(
    folder: Path,
    course: Path,
    contents: list[banks.Bank],
    policy: Policy,
    start: datetime,
    count: int,
    seed: int,
) -> Made:
    """A term of `count` students below `folder`: contents graded, repositories, term folder."""
    worth = grade_contents(course, contents, folder)
    term = generate.make(policy, contents, start, count, seed, worth)
    generate.write_repositories(term, folder)
    made = Made(term, course, folder, worth)
    generate.write_folder(term, made.desk)
    return made


def grade_contents(course: Path, contents: list[banks.Bank], folder: Path) -> Table:
    """What each content is worth, by plain `grader grade`: topic -> content -> worth."""
    where = banks.write_contents(contents, folder / "contents")
    submissions = sorted((folder / "contents").iterdir())
    report = folder / "worth"
    done = grader("grade", *submissions, "--out", report, cwd=course, GRADER_SECRET=SECRET)
    assert done.returncode == 0, done.stdout + done.stderr
    records = {p.name: worth_in(report / f"records/{p.name}.json") for p in submissions}
    return {
        topic: {content: records[submission][topic] for content, submission in where[topic].items()}
        for topic in where
    }


def weaken(course: Path, check: str) -> None:
    """Let a check pass for everybody; `check` is its id, path::function."""
    name, _, function = check.partition("::")
    path = course / name
    text = path.read_text()
    found = re.search(rf'def {function}\([^)]*\):\n    """.*?"""\n', text, re.DOTALL)
    assert found is not None, f"{check} is not there"
    path.write_text(text[: found.end()] + "    return\n" + text[found.end() :])


def most_failed(folder: Path, topic: str) -> str:
    """The hidden check of `topic` that most contents fail as the only one of its task."""
    failed: Counter[str] = Counter()
    for path in (folder / "worth/records").glob("*.json"):
        for found in read(path).topics:
            for task in found.tasks if found.id == topic else []:
                wrong = [check for check in task.checks if check.state != "pass"]
                functions = {check.id.partition("[")[0] for check in wrong}
                if len(functions) == 1 and all(c.visibility == "hidden" for c in wrong):
                    failed.update(functions)
    return max(sorted(failed), key=lambda check: failed[check])


@contextmanager
def served(made: Made) -> Iterator[FakeGitHub]:
    """The fake GitHub with the term's repositories; the commands find it."""
    with FakeGitHub() as fake:
        generate.serve(made.term, fake)
        made.env.update(
            GITHUB_API_URL=fake.url,
            GITHUB_SERVER_URL=f"file://{made.folder / 'git'}",
            GITHUB_TOKEN=generate.TOKEN,
        )
        yield fake


def differences(
    found: dict[str, tuple[dict[str, Grade], Fraction | None]],
    expected: dict[str, tuple[dict[str, Grade], Fraction | None]],
    term: Term,
) -> list[str]:
    """A line for each grade that is not the oracle's."""
    kinds = {student.name: student.kind for student in term.students}
    lines = [f"{name}: only here" for name in sorted(found.keys() ^ expected.keys())]
    for name in sorted(found.keys() & expected.keys()):
        (grades, all_), (wanted, all_wanted) = found[name], expected[name]
        for topic in sorted(grades.keys() | wanted.keys()):
            if grades.get(topic) != wanted.get(topic):
                lines.append(
                    f"{name} ({kinds[name]}) {topic}: {grades.get(topic)}, not {wanted.get(topic)}"
                )
        if all_ != all_wanted:
            lines.append(f"{name} ({kinds[name]}): in all {all_}, not {all_wanted}")
    return lines
