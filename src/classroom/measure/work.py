"""What a worker does with a case: the verdict, the names, and whether both are right."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import msgspec

from classroom.author.contract import LECTURE
from classroom.author.trials import Trial, prepared
from classroom.grade.judge import Judge
from classroom.measure.cases import MUTANTS, Candidate
from classroom.measure.differ import difference
from grader.check.mistakes import Mistake, load_mistakes
from grader.check.run import TopicRun
from grader.check.suite import CheckSpec
from grader.course.manifest import BEYOND, Topic

# What a judge's process keeps: the mistakes of a topic, by task.
_mistakes: WeakKeyDictionary[Judge, dict[str, dict[str, list[Mistake]]]] = WeakKeyDictionary()


class GivenName(msgspec.Struct, frozen=True):
    """A name that was given to an answer; `false` says why it is none of it, "" if it is."""

    task: str
    name: str
    false: str = ""


class Found(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What became of a case.

    `refused` are the tasks that lost a check, `checks` what the first of each said. `differs` says
    where an accepted mutant computes something else; `drawn`: at inputs as a check draws them.
    """

    refused: list[str] = []
    checks: list[str] = []
    names: list[GivenName] = []
    differs: str = ""
    drawn: bool = False


@dataclass(frozen=True)
class CaseJob:
    """A case and its submission, as they are sent to a worker; `number` is its place in the run."""

    number: int
    case: Candidate
    trial: Trial


def found(judge: Judge, job: CaseJob) -> Found:
    """Judge a case: its tasks, and those that these require."""
    case = job.case
    topic = judge.course.topic(case.topic)
    collected = prepared(judge, job.trial)
    with judge.asked(collected, topic, required(topic, case.tasks)) as (run, specs):
        for spec in specs:
            run.judge(spec)
            if run.checks[-1].state == "timeout" and spec.task.id in case.tasks:
                break  # a loop without an end costs its deadline at each check
        outcome = _outcome(run, case.tasks)
        own = [spec for spec in specs if spec.task.id in case.tasks]
        if case.kind in MUTANTS and not outcome.refused:
            where = difference(judge, run, own)
            if where is not None:
                outcome.differs, outcome.drawn = where.where, where.how == "as drawn"
        outcome.names = list(_names(judge, case, run, own))
    return outcome


def required(topic: Topic, tasks: Collection[str]) -> set[str]:
    """Tasks with all that they require: where one of these is wrong, no name is given."""
    found, open_ = set[str](), list(tasks)
    while open_:
        task = open_.pop()
        if task not in found:
            found.add(task)
            open_ += topic.tasks[task].requires
    return found


def _outcome(run: TopicRun, tasks: Collection[str]) -> Found:
    """The tasks that lost a check. One without any in this run was not come to: a loop ended it."""
    outcome = Found()
    for task in run.record().tasks:
        lost = [check for check in task.checks if check.state != "pass"]
        if task.id in tasks and lost:
            outcome.refused.append(task.id)
            outcome.checks.append(f"{lost[0].id}: {lost[0].summary}")
    return outcome


def _names(
    judge: Judge, case: Candidate, run: TopicRun, specs: Sequence[CheckSpec]
) -> Iterator[GivenName]:
    """The names that the tasks of a case were given, each once."""
    for task in run.record().tasks:
        if task.id not in case.tasks:
            continue
        for name in dict.fromkeys(check.mistake for check in task.checks if check.mistake):
            if case.kind not in MUTANTS:
                false = "" if name in case.mistakes else f"made: {' and '.join(case.mistakes)}"
                yield GivenName(task.id, name, false)
                continue
            known = _mistakes.setdefault(judge, {})
            if run.topic.id not in known:
                known[run.topic.id] = load_mistakes(judge.course, run.topic)
            mistake = next(m for m in known[run.topic.id][task.id] if m.named.name == name)
            parts = {check.part for check in task.checks if check.mistake == name}
            own = [s for s in specs if s.task.id == task.id and not _left_out(case, s, parts)]
            where = difference(judge, run, own, mistake.backend)
            yield GivenName(task.id, name, "" if where is None else where.where)


def _left_out(case: Candidate, spec: CheckSpec, parts: Container[str]) -> bool:
    """Whether a check is of the part beyond the lecture, and nothing is said of that part.

    A name of the first part (`parts` are those it was given in) says nothing of it, and the
    lecture's code never has it, with a change or without.
    """
    lecture = case.mutant is not None and case.mutant.file == LECTURE
    return spec.part == BEYOND and (lecture or BEYOND not in parts)
