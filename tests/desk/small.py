"""A term over the course of one small topic, its class a folder of folders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.course_copy import change
from tests.engine.mini_course import SOLUTION, STUB, write_mini

from classroom.desk import grading, status
from classroom.desk.collect import Collector
from classroom.desk.files import Term, load_term
from classroom.desk.gradebook import Gradebook
from classroom.desk.grades import Grade
from classroom.desk.grading import Done, Means
from grader.course.manifest import load_course

# What students hand in, and its points of 4 for double and 6 for squares, which needs double.
CONTENTS = {
    "right": SOLUTION,
    "stub": STUB,
    "wrong": SOLUTION.replace("x * x", "x + x"),
    "open": SOLUTION.replace("return 2 * x", "return 2 * x or 1"),
    "broken": SOLUTION + "\n)\n",
}
SECRET = b"a secret of the tests that is long enough"
HIDDEN = "tests/hidden/mini/test_mini.py"
TERM = """timezone = "Europe/Berlin"
class = "../class"

[topics.mini]
due = 2099-03-14
"""


@dataclass(frozen=True)
class Small:
    """The course in `root`, its class in `root`/class, the term in `root`/term."""

    root: Path

    @property
    def term(self) -> Term:
        """The term as its files are now."""
        return load_term(self.root / "term", load_course(self.root))

    def hand_in(self, student: str, content: str) -> None:
        """Put another content into a student's folder."""
        path = self.root / "class" / student / "exercises/mini/mini.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(CONTENTS.get(content, content))

    def means(self, book: Gradebook | None = None, *, cached: bool = True) -> Means:
        """With what a run grades."""
        term = self.term
        book = book or Gradebook(term.file.gradebook)
        return Means(load_course(self.root), term, book, SECRET, 1, cached=cached)

    def collect(self, book: Gradebook | None = None) -> None:
        """Collect everybody."""
        term = self.term
        list(Collector(term, book or Gradebook(term.file.gradebook), None, None).run())

    def grade(self, book: Gradebook | None = None, *, cached: bool = True) -> Done:
        """Grade what has no result."""
        return grading.grade(self.means(book, cached=cached), lambda done, total: None)

    def regrade(self) -> Done:
        """Grade again what can have changed."""
        return grading.regrade(self.means(), lambda done, total: None)

    def accept(self, done: Done) -> None:
        """Let a regrade count, if there is one."""
        if done.run is not None:
            self.means().book.decide(done.run, True, "tom")

    def grades(self, book: Gradebook | None = None) -> dict[str, Grade]:
        """Everybody's grade."""
        term = self.term
        found = status.all_grades(term, book or Gradebook(term.file.gradebook))
        return {one.student: one for one in found}

    def points(self) -> dict[str, float | None]:
        """Everybody's points in the topic."""
        found = {name: one.topics["mini"].points for name, one in self.grades().items()}
        return {name: None if p is None else float(p) for name, p in found.items()}

    def change(self, name: str, old: str, new: str) -> None:
        """Change a file of the course."""
        change(self.root / name, old, new)


def small(root: Path, students: Mapping[str, str], term: str = TERM) -> Small:
    """A new one: student -> content."""
    write_mini(root)
    made = Small(root)
    for student, content in students.items():
        made.hand_in(student, content)
    (root / "term").mkdir()
    (root / "term/term.toml").write_text(term)
    roster = "".join(f"{student}\n" for student in students)
    (root / "term/roster.csv").write_text(f"student\n{roster}")
    return made
