"""What would change if a run counted: who moves, by how much, in which task, because of what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from classroom.desk.files import Term
from classroom.desk.gradebook import Gradebook, Work
from classroom.desk.grades import Grade, Marks, grade
from classroom.desk.text import points_text
from grader.escape import plain
from grader.record import GRADING_PROBLEM, CheckResult, Record, TaskResult

_CHECKS = 5


@dataclass(frozen=True)
class MovedTask:
    """A task whose points are others now, and the checks that are why: name, before, after."""

    task: str
    before: Fraction
    after: Fraction
    checks: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Moved:
    """A student whose points in a topic are others now."""

    student: str
    topic: str
    before: Fraction | None
    after: Fraction | None
    tasks: list[MovedTask]
    questions: bool = False


@dataclass
class Comparison:
    """Who moves by a run, and how many do not; `still` results changed and move nobody."""

    run: int
    moved: list[Moved] = field(default_factory=list)
    totals: dict[str, tuple[Fraction | None, Fraction | None]] = field(default_factory=dict)
    students: int = 0
    still: int = 0

    @property
    def movers(self) -> list[str]:
        """The students whose grade is another one."""
        return sorted({*(one.student for one in self.moved), *self.totals})

    def lines(self) -> list[str]:
        """All of it for people."""
        movers = self.movers
        if not movers:
            said = [f"run {self.run}: nothing changes, nobody of {self.students} moves."]
        else:
            said = [f"run {self.run}: {len(movers)} of {self.students} move"]
            said += self._by_task()
            for student in movers:
                said += self._of(student)
            said.append(f"{self.students - len(movers)} do not move.")
        if self.still:
            said.append(
                f"{self.still} results are others and move nobody (another submission counts, or "
                "people have decided)."
            )
        return said

    def _by_task(self) -> Iterator[str]:
        """A line for each task that moves several: a class of 120 is not read name by name."""
        changes: dict[tuple[str, str], list[Fraction]] = {}
        for one in self.moved:
            for task in one.tasks:
                changes.setdefault((one.topic, task.task), []).append(task.after - task.before)
        for (topic, name), found in sorted(changes.items()):
            if len(found) > 1:
                least, most = (points_text(change) for change in (min(found), max(found)))
                by = least if least == most else f"{least} to {most}"
                yield f"  {topic} {name}: {len(found)} students, by {by} points"

    def _of(self, student: str) -> Iterator[str]:
        before, after = self.totals.get(student, (None, None))
        total = ""
        if student in self.totals:
            total = f": total {points_text(before, 'none')} -> {points_text(after, 'none')}"
        yield f"  {plain(student, 100)}{total}"
        for one in self.moved:
            if one.student != student:
                continue
            yield f"    {one.topic}: {_change(one.before, one.after)}"
            for task in one.tasks:
                yield f"      {task.task}: {_change(task.before, task.after)}"
                for name, old, new in task.checks[:_CHECKS]:
                    yield f"        because of {plain(name, 150)} ({old} -> {new})"
                if len(task.checks) > _CHECKS:
                    yield f"        and {len(task.checks) - _CHECKS} more checks"
            if one.questions:
                yield "      questions"


def compare(term: Term, book: Gradebook, run: int) -> Comparison:
    """What would change if `run` counted, beside what counts now."""
    works = book.work(), book.work(run)
    before, after = (grades_of(term, book, work) for work in works)
    found = Comparison(run, students=len(term.students))
    changed = _changed(*works)
    used: set[int] = set()
    pairs = [
        (before[student], after[student], name)
        for student in term.students
        for name in after[student].topics
        if before[student].topics[name].points != after[student].topics[name].points
    ]
    wanted = {one.id for _, new, name in pairs if (one := new.topics[name].handed)}
    old_records, new_records = book.records(wanted), book.records(wanted, run)
    for old, new, name in pairs:
        handed = new.topics[name].handed
        tasks: list[MovedTask] = []
        questions = False
        if handed is not None and handed.id in changed:
            used.add(handed.id)
            marks = changed[handed.id]
            records = old_records.get(handed.id), new_records.get(handed.id)
            tasks = list(_tasks(marks, records))
            questions = marks[0].questions != marks[1].questions
        found.moved.append(
            Moved(
                new.student,
                name,
                old.topics[name].points,
                new.topics[name].points,
                tasks,
                questions,
            )
        )
    for student in term.students:
        totals = before[student].total, after[student].total
        if totals[0] != totals[1]:
            found.totals[student] = totals
    found.still = len(changed.keys() - used)
    return found


def grades_of(term: Term, book: Gradebook, work: Work) -> dict[str, Grade]:
    """Student -> grade of everybody on the roster, in its order, by what `work` says was found."""
    counting = counting_topics(book)
    return {name: grade(term, name, work.get(name, {}), counting) for name in term.students}


def counting_topics(book: Gradebook) -> set[str]:
    """The topics that have a run that counts."""
    return {topic for (_, topic), row in book.decisions().items() if row.accepted}


def _changed(before: Work, after: Work) -> dict[int, tuple[Marks, Marks]]:
    """Submission -> its marks before and after, where they differ."""
    found = {}
    now = _marks(before)
    for submission, new in _marks(after).items():
        old = now.get(submission, Marks())
        if old != new:
            found[submission] = old, new
    return found


def _marks(work: Work) -> dict[int, Marks]:
    return {
        one.id: one.marks
        for topics in work.values()
        for handed in topics.values()
        for one in handed
        if one.marks is not None
    }


def _tasks(
    marks: tuple[Marks, Marks], records: tuple[Record | None, Record | None]
) -> Iterator[MovedTask]:
    old, new = marks
    for name in {**old.tasks, **new.tasks}:
        before, after = old.tasks.get(name), new.tasks.get(name)
        if before and after and (before.earned, before.points) == (after.earned, after.points):
            continue
        checks = _checks(_task(records[0], name), _task(records[1], name))
        nothing = Fraction(0)
        yield MovedTask(
            name, before.earned if before else nothing, after.earned if after else nothing, checks
        )


def _task(record: Record | None, name: str) -> TaskResult | None:
    tasks = record.topics[0].tasks if record else []
    return next((task for task in tasks if task.id == name), None)


def _checks(old: TaskResult | None, new: TaskResult | None) -> list[tuple[str, str, str]]:
    """The checks of a task whose outcome is another one: name, before, after."""
    before = {check.id: check for check in old.checks} if old else {}
    after = {check.id: check for check in new.checks} if new else {}
    found = []
    for name in {**before, **after}:
        states = _word(before.get(name)), _word(after.get(name))
        if states[0] != states[1]:
            found.append((name, *states))
    return found


def _word(check: CheckResult | None) -> str:
    if check is None:
        return "not there"
    return "not counted" if check.category == GRADING_PROBLEM else check.state.replace("_", " ")


def _change(before: Fraction | None, after: Fraction | None) -> str:
    text = f"{points_text(before, 'no points')} -> {points_text(after, 'no points')}"
    if before is None or after is None:
        return text
    change = after - before
    return f"{text} ({'+' if change > 0 else ''}{points_text(change)})"
