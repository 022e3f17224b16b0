"""Running the commands of a term against the fake GitHub, and comparing with the oracle."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.course_copy import grader
from tests.e2e.fake_github import FakeGitHub
from tests.term import generate
from tests.term.generate import Term
from tests.term.oracle import Grade, Policy, Worth, grades_of, total

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
        """The same, as `grader term status` says."""
        done = self.grader("term", "status", self.desk, "--json")
        assert done.returncode == 0, done.stderr
        return {
            row["student"]: (
                {topic: _grade(cell) for topic, cell in row["topics"].items()},
                None if row["total"] is None else Fraction(row["total"]),
            )
            for row in json.loads(done.stdout)["students"]
        }


def _grade(cell: dict[str, Any]) -> Grade:
    return Grade(Fraction(cell["points"]), Fraction(cell["maximum"]), cell["days"])


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
