"""Grade what was collected, and grade again what another course or engine could change."""

from __future__ import annotations

import getpass
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version

from classroom.desk.compare import Comparison, compare
from classroom.desk.files import Term
from classroom.desk.gradebook import Gradebook, Judged, Work
from classroom.desk.grades import HandIn, chosen_for_grading
from classroom.desk.schema import RunRow
from classroom.grade.batch import grade_all, keys_for
from classroom.grade.submission import Job, Settings
from classroom.report.faults import Fault
from grader.course.manifest import Course

GRADE, REGRADE = "grade", "regrade"
# What is told while it goes on: how many are through, of how many.
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Means:
    """With what a run grades."""

    course: Course
    term: Term
    book: Gradebook
    secret: bytes | None
    workers: int
    settings: Settings = field(default_factory=Settings)
    cached: bool = True
    topics: Sequence[str] = ()
    every: bool = False
    """Whether each push is graded, and not only those that may count."""

    def names(self) -> list[str]:
        """The topics of the run: those that were asked for, of those that have begun."""
        opened = [topic.id for topic in self.term.opened(datetime.now(UTC))]
        return [name for name in opened if not self.topics or name in self.topics]

    def digests(self) -> dict[str, str]:
        """Topic -> a hash of all that decides on its points but the submission."""
        names = self.names()
        keys = keys_for(self.course, names, self.secret, self.settings, dated=False)
        return {name: keys.of_topic(name) for name in names}


@dataclass
class Done:
    """What a run did: its number (None: there was nothing to do), and what it met with."""

    run: int | None = None
    graded: int = 0
    problems: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    moved: Comparison | None = None


def grade(means: Means, tell: Tell) -> Done:
    """Grade what was collected, may count, and has no result yet; it counts as it comes.

    What could not be graded is tried again. Raises CourseError, EngineError or DiskError.
    """
    todo = [
        (job, one.id)
        for job, one in _candidates(means, means.book.work())
        if one.marks is None or one.marks.problem
    ]
    if not todo:
        return Done()
    names = {job.topics[0] for job, _ in todo}
    digests = {name: digest for name, digest in means.digests().items() if name in names}
    done = Done(_begin(means, GRADE, digests))
    _judge(means, done, todo, digests, tell, first=True)
    means.book.finish(_number(done))
    return done


def regrade(means: Means, tell: Tell) -> Done:
    """Grade again what has a result of another course or engine; it counts once it is accepted.

    A run that waits already is continued if it is of this very course, and dropped otherwise.
    """
    done, digests = Done(), means.digests()
    candidates = list(_candidates(means, means.book.work()))
    counting = means.book.counting()
    stale = [
        (job, one.id)
        for job, one in candidates
        if (found := counting.get(one.id)) and found.digest != digests[job.topics[0]]
    ]
    names = {job.topics[0] for job, _ in stale}
    changed = {name: digest for name, digest in digests.items() if name in names}
    for run in waiting(means.book):
        if run.digests == changed:
            done.run = run.id
        else:
            means.book.decide(run.id, False, who())
            done.dropped.append(run.id)
    if not stale:
        return done
    if done.run is None:
        done.run = _begin(means, REGRADE, changed)
    for name, digest in changed.items():
        ids = [number for job, number in stale if job.topics[0] == name]
        means.book.reuse(done.run, digest, ids)
    there = means.book.counting(done.run)
    todo = [(j, n) for j, n in stale if there[n].digest != digests[j.topics[0]]]
    _judge(means, done, todo, digests, tell, first=False)
    done.moved = compare(means.term, means.book, done.run)
    means.book.finish(done.run, "\n".join(done.moved.lines()))
    return done


def waiting(book: Gradebook) -> list[RunRow]:
    """The regrades that nobody has decided on."""
    decided = {run for run, _ in book.decisions()}
    return [run for run in book.runs() if run.kind == REGRADE and run.id not in decided]


def who() -> str:
    """Who runs the command."""
    try:
        return os.environ.get("GITHUB_ACTOR") or getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _candidates(means: Means, work: Work) -> Iterator[tuple[Job, HandIn]]:
    """What is graded of everybody on the roster, each with how."""
    for student in means.term.students:
        for name in means.names():
            handed = work.get(student, {}).get(name, [])
            places = chosen_for_grading(means.term, student, means.term.topics[name], handed)
            if means.every:
                places = [place for place, one in enumerate(handed) if not one.absent]
            for place in places:
                folder = means.term.collected / student
                yield Job(folder, student, (name,), handed[place].commit), handed[place]


def _begin(means: Means, kind: str, digests: dict[str, str]) -> int:
    """A run, or the last one where it is the same and was ended before its end."""
    same = [run for run in means.book.runs() if run.kind == kind][-1:]
    if kind == GRADE and same and same[0].finished is None and same[0].digests == digests:
        return same[0].id
    return means.book.begin(
        kind,
        digests,
        engine=version("grokking-the-basics"),
        machine=platform.node(),
        by=who(),
    )


def _judge(
    means: Means,
    done: Done,
    todo: Sequence[tuple[Job, int]],
    digests: dict[str, str],
    tell: Tell,
    *,
    first: bool,
) -> None:
    """Grade `todo`, and keep each result as it comes.

    That a submission cannot be graded is kept of what is graded `first`: else an earlier result
    stays, and the next run tries again.
    """
    # A commit that was pushed twice is graded once.
    numbers: dict[Job, list[int]] = {}
    for job, number in todo:
        numbers.setdefault(job, []).append(number)
    if not numbers:
        return
    cache = means.course.root / ".grader" / "cache" if means.cached else None
    everything = grade_all(
        means.course.root,
        list(numbers),
        secret=means.secret,
        workers=means.workers,
        settings=means.settings,
        cache=cache,
        tell=done.faults.extend,
    )
    for count, graded in enumerate(everything, 1):
        job = graded.job
        if graded.record is None:
            done.problems.append(graded.problem)
        if graded.record is not None or first:
            found = Judged(graded.record, graded.problem)
            means.book.put(_number(done), digests[job.topics[0]], numbers[job], found)
        done.graded += 1
        tell(count, len(numbers))


def _number(done: Done) -> int:
    assert done.run is not None
    return done.run
