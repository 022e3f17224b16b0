"""What a class's records say of its tasks, as numbers: no formatting here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import StatisticsError, correlation, median

from classroom.report.history import TermHistory, minutes, tries
from grader.check.outcome import DIFFERENCES
from grader.record import (
    GRADING_PROBLEM,
    CheckResult,
    PartResult,
    Record,
    TaskResult,
    TaskState,
    TopicResult,
)
from grader.render.causes import failing

# What the states of tasks are counted as.
GROUPS: dict[str, tuple[TaskState, ...]] = {
    "pass": ("pass",),
    "partial": ("partial",),
    "fail": ("fail", "error", "timeout", "blocked"),
    "not started": ("not_started",),
}
# Fewer students than this say nothing of how a task discriminates.
ENOUGH = 20


@dataclass(frozen=True)
class Item:
    """How a task went with the `n` students who started its topic.

    `p` is the mean share of its points (None without students), `r` the correlation of its points
    with those of all other tasks (None where one of both is the same for everybody), `counts` say
    how many are in each of GROUPS, `hidden_only` how many fail nothing but hidden checks. `tries`
    and `minutes` are medians, None where no history is known. `failure` is what the first failing
    check of most students says, of `failure_count` students. `never` checks have failed for nobody
    who ran them, `always` for everybody. `differences` have slopes by a difference quotient.
    """

    task: TaskResult
    n: int
    p: float | None
    r: float | None
    counts: dict[str, int]
    hidden_only: int
    failure: str
    failure_count: int
    never: int
    always: int
    differences: int
    tries: float | None = None
    minutes: float | None = None
    usual_tries: float | None = None
    """The median of `tries` over the topic's tasks."""

    @property
    def flags(self) -> list[str]:
        """What to look at; the bounds stand in the legend of the page."""
        few = self.n < ENOUGH
        slow = self.tries and self.usual_tries and self.tries > 2 * self.usual_tries
        told = {
            "easy": self.p is not None and self.p > 0.8,
            "hard": self.p is not None and self.p < 0.3,
            "discriminates little": not few and self.r is not None and self.r < 0.1,
            "hidden-only": bool(self.n) and self.hidden_only / self.n > 0.25,
            "many tries": bool(slow),
            f"always fails: {self.always}": not few and bool(self.always),
            f"differences: {self.differences}": bool(self.differences),
        }
        return [flag for flag, holds in told.items() if holds]


@dataclass(frozen=True)
class TopicItems:
    """The items of `topic` over the `n` who started it, of the `of` students graded in it."""

    topic: TopicResult
    n: int
    of: int
    items: list[Item]


@dataclass(frozen=True)
class QuestionItem:
    """How a part of a question went with the `answered` students who gave an answer to it.

    `p` is the mean share of its points now, `right` how many earn all of them. Of `firsts` the
    first answer is known, of which `first_right` are right. `wrong` is the answer that is not right
    of most students, first or now, of `wrong_count` of them; `said` explains it, or is "".
    """

    name: str
    answered: int
    p: float | None
    right: int
    firsts: int
    first_right: int
    wrong: str
    wrong_count: int
    said: str


@dataclass
class MistakeCount:
    """A named mistake or pattern: its idea, in which tasks, and who made it (student -> task)."""

    name: str
    idea: str = ""
    tasks: dict[str, TaskResult] = field(default_factory=dict)
    who: dict[str, str] = field(default_factory=dict)


def topic_items(
    topic: TopicResult,
    tasks: Sequence[TaskResult],
    records: Sequence[Record],
    history: TermHistory | None = None,
) -> TopicItems:
    """Item analysis of one topic over the students who started it."""
    entries = [t for record in records for t in record.topics if t.id == topic.id]
    begun = [entry for entry in entries if any(map(started, entry.tasks))]
    spent = {task.id: _history(topic.id, task.id, history) for task in tasks}
    usual = _median(each[0] for each in spent.values())
    items = []
    for task in tasks:
        found = _item(task, begun)
        items.append(_with_history(found, *spent[task.id], usual))
    return TopicItems(topic, len(begun), len(entries), items)


def _with_history(
    item: Item, tries: float | None, minutes: float | None, usual: float | None
) -> Item:
    return Item(**(vars(item) | {"tries": tries, "minutes": minutes, "usual_tries": usual}))


def _history(
    topic: str, task: str, history: TermHistory | None
) -> tuple[float | None, float | None]:
    """The medians of tries and minutes over the students who passed."""
    students = history.students.values() if history else ()
    counted = [tries(one.attempts.get(topic, ()), task) for one in students]
    spent = [minutes(one.attempts.get(topic, ()), task, one.pushes) for one in students]
    return _median(counted), _median(spent)


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _item(task: TaskResult, begun: Sequence[TopicResult]) -> Item:
    pairs = [(own, entry) for entry in begun for own in entry.tasks if own.id == task.id]
    own = [each for each, _ in pairs]
    n = len(own)
    said = Counter(signature(wrong[0]) for each in own if (wrong := failing(each)))
    failure, times = min(said.items(), key=lambda s: (-s[1], s[0]), default=("", 0))
    never, always = _constant(own)
    return Item(
        task=task,
        n=n,
        p=sum(t.earned / t.points for t in own if t.points) / n if n else None,
        r=discrimination([(t.earned, entry.earned - t.earned) for t, entry in pairs]),
        counts={n: sum(shown_state(t) in states for t in own) for n, states in GROUPS.items()},
        hidden_only=sum(map(_hidden_only, own)),
        failure=failure,
        failure_count=times,
        never=never,
        always=always,
        differences=sum(any(DIFFERENCES in c.notes for c in t.checks) for t in own),
    )


def discrimination(pairs: Sequence[tuple[float, float]]) -> float | None:
    """The correlation of points in a task with the points in all others; None where it has none."""
    try:
        return correlation([own for own, _ in pairs], [rest for _, rest in pairs])
    except StatisticsError:
        return None


def _constant(own: Sequence[TaskResult]) -> tuple[int, int]:
    """How many checks nobody fails, and how many everybody fails, of those who ran them."""
    states: dict[str, set[bool]] = {}
    for task in own:
        for check in task.checks:
            if check.state != "not_started" and not is_problem(check):
                states.setdefault(check.id, set()).add(check.state == "pass")
    return sum(s == {True} for s in states.values()), sum(s == {False} for s in states.values())


def mistakes(records: Sequence[Record], topic: str = "") -> list[MistakeCount]:
    """The named mistakes, of `topic` alone if given; those of most students first."""
    found: dict[str, MistakeCount] = {}
    for record in records:
        student = record.submission.student
        for own in record.topics:
            for task in own.tasks if not topic or own.id == topic else ():
                for check in failing(task):
                    if check.mistake:
                        one = found.setdefault(check.mistake, MistakeCount(check.mistake))
                        ideas = [row.text for row in check.rows if row.label == "idea"]
                        one.idea = one.idea or "".join(ideas[:1])
                        one.tasks.setdefault(task.id, task)
                        one.who.setdefault(student, task.id)
    return sorted(found.values(), key=lambda one: (-len(one.who), one.name))


def asked(records: Sequence[Record], topic: str) -> list[QuestionItem]:
    """How the questions of a topic went, part by part; none where nobody has answered anything."""
    parts: dict[str, list[PartResult]] = {}
    for record in records:
        for own in record.topics:
            for question in own.questions.questions if own.id == topic and own.questions else ():
                for part in question.parts:
                    parts.setdefault(part.name, []).append(part)
    found = [_asked(name, own) for name, own in parts.items()]
    return found if any(one.answered for one in found) else []


def _asked(name: str, parts: Sequence[PartResult]) -> QuestionItem:
    given = [part for part in parts if part.state not in ("unanswered", "malformed")]
    judged = [part for part in given if part.of]
    firsts = [part for part in parts if part.first]
    wrong: Counter[str] = Counter()
    for part in parts:
        pairs = ((part.state, part.answer), (part.first, part.first_answer))
        wrong.update({answer for state, answer in pairs if state in ("wrong", "partly")})
    answer, times = min(wrong.items(), key=lambda one: (-one[1], one[0]), default=("", 0))
    explained = [part.texts for part in given if part.answer == answer and part.texts]
    return QuestionItem(
        name=name,
        answered=len(given),
        p=sum(part.right / part.of for part in judged) / len(judged) if judged else None,
        right=sum(part.state == "right" for part in given),
        firsts=len(firsts),
        first_right=sum(part.first == "right" for part in firsts),
        wrong=answer,
        wrong_count=times,
        said=" ".join(explained[0]) if times and explained else "",
    )


def started(task: TaskResult) -> bool:
    """Whether something is written for the task."""
    if task.state in ("blocked", "uncounted"):
        return any(check.state != "not_started" for check in task.checks)
    return task.state != "not_started"


def begun(topic: TopicResult) -> bool:
    """Whether something is written for one of its tasks."""
    return any(map(started, topic.tasks))


def shown_state(task: TaskResult) -> TaskState:
    """The state of a task for a page: of an experiment that was only predicted, nothing failed."""
    return "not_started" if task.state == "fail" and not failing(task) else task.state


def is_problem(check: CheckResult) -> bool:
    """Whether the check counts for nobody, by a fault of the course."""
    return check.category == GRADING_PROBLEM


def _hidden_only(task: TaskResult) -> bool:
    fair = [check for check in task.checks if not is_problem(check)]
    visible = [check.state for check in fair if check.visibility == "visible"]
    hidden = [check.state for check in fair if check.visibility == "hidden"]
    seen = bool(visible) and all(state == "pass" for state in visible)
    return seen and any(state != "pass" for state in hidden)


def signature(check: CheckResult) -> str:
    """What a failing check says in one line, by which equal failures are found."""
    said = check.mistake or check.pattern or check.summary or check.exception
    return said or ("out of time" if check.state == "timeout" else check.title)
