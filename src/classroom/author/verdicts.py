"""What every topic must keep, as far as it shows when the course's own code is judged.

Like grade.contract: functions from records to problems.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

import msgspec

from classroom.author.compose import Variant, dependants
from classroom.author.contract import Problem, title_problems
from grader.check.mistakes import MistakesFile, read_mistakes
from grader.check.naming import agree
from grader.check.source import definitions_in
from grader.check.task import CATEGORIES
from grader.course.experiments import REPORT
from grader.course.manifest import BEYOND, Course, Topic
from grader.record import (
    GRADING_PROBLEM,
    CheckResult,
    Record,
    TaskResult,
    TopicResult,
    format_points,
)

# The reference keeps this far from the tolerance, so that other right answers have room.
MARGIN = 0.2
# What the lecture's own code earns at least, of the points of the tasks that it writes.
LECTURE_SHARE = 0.75


def problems(
    course: Course,
    variant: Variant,
    record: Record,
    beside: Sequence[Variant] = (),
    known: MistakesFile | None = None,
) -> list[Problem]:
    """What is wrong with the record of one of the course's own submissions.

    `beside` are the mistakes of other tasks in the same submission: what they cost is theirs.
    `known` is what stands in mistakes.json once it is up to date; by default what is there.
    """
    found: list[Problem] = []
    for topic in record.topics:
        if topic.id not in variant.topics:
            continue
        found += broken(topic)
        if variant.kind == "reference":
            found += [*full(course, variant, topic), *check_problems(course, topic)]
            found += too_near(topic)
        elif variant.kind == "stubs":
            found += not_started(topic)
        elif variant.kind == "alternative":
            found += full(course, variant, topic)
        elif variant.kind == "lecture":
            found += lecture(course, variant, topic)
        else:
            others = [other for other in beside if other.topics == variant.topics]
            own = course.topic(topic.id)
            found += named(course, own, variant, topic, others, known or read_mistakes(own))
    return found


def broken(topic: TopicResult) -> Iterator[Problem]:
    """No check fails itself, whatever a solution hands it."""
    for check in _checks(topic):
        if check.category == GRADING_PROBLEM:
            yield Problem(check.id, check.summary, "look at shapes and lengths before using values")


def full(course: Course, variant: Variant, topic: TopicResult) -> Iterator[Problem]:
    """Every check passes and every task has all its points."""
    where, topic = _where(course, variant, topic), _reported(topic)
    for task in topic.tasks:
        lost = [check for check in task.checks if check.state != "pass"]
        if lost:
            first = lost[0]
            more = f", and {len(lost) - 1} more of {task.id}" if len(lost) > 1 else ""
            what = f"{first.state}: {first.summary or first.state}{more}"
            yield Problem(f"{where} at {first.id}", what, "mend it, or else the check")
        for name in dict.fromkeys(check.mistake for check in task.checks if check.mistake):
            at = next(check.id for check in task.checks if check.mistake == name)
            what = f"is taken for the mistake {name!r}"
            yield Problem(f"{where} at {at}", what, "tell the two apart by other inputs")
    if topic.earned != topic.points:
        short = ", ".join(task.id for task in topic.tasks if task.earned != task.points)
        what = f"earns {topic.earned:g} of {topic.points} points; short: {short}"
        yield Problem(where, what, "see the checks named with it; no check at all is no points")
    asked = topic.questions
    if asked is not None and asked.earned != asked.points:
        what = f"the key's own answers earn {float(asked.earned):g} of {asked.points} points"
        yield Problem(where, what, f"mend reference/{topic.id}/answers.toml")


def too_near(topic: TopicResult) -> Iterator[Problem]:
    """The reference keeps away from the tolerance."""
    for check in _checks(topic):
        if check.margin is not None and check.margin >= MARGIN:
            what = f"the reference is off by {check.margin:.2g} tolerances, {MARGIN:g} are allowed"
            advice = "give the comparison the scale of the summed terms, or draw tamer inputs"
            yield Problem(check.id, what, advice)


def not_started(topic: TopicResult) -> Iterator[Problem]:
    """On untouched stubs no check passes, fails or errs."""
    for check in _checks(topic):
        if check.state != "not_started":
            advice = "let the stub hold nothing but its docstring and raise NotImplementedError"
            yield Problem(check.id, f"{check.state} on the untouched stub", advice)
    if topic.questions is not None and topic.questions.answered:
        yield Problem(f"exercises/{topic.id}", "an untouched sheet holds an answer", "empty it")


def check_problems(course: Course, topic: TopicResult) -> Iterator[Problem]:
    """Every task has visible and hidden checks; each has a title, hidden ones a category."""
    for task in topic.tasks:
        if task.file == REPORT:
            continue
        kinds = {check.visibility for check in task.checks}
        for kind, folder in (("visible", "exercises"), ("hidden", "tests/hidden")):
            if kind not in kinds:
                where = f"{folder}/{topic.id}/test_{task.file}"
                yield Problem(where, f"no {kind} check of {task.id}", "write one")
        for part in course.topic(topic.id).tasks[task.id].parts:
            if not any(c.part == part.name and c.visibility == "visible" for c in task.checks):
                where = f"exercises/{topic.id}/test_{task.file}"
                what = f"no visible check of {task.id} names its part '{part.name}'"
                yield Problem(where, what, f'write one: @task("{task.id}", part="{part.name}")')
    names = [name for task in course.topic(topic.id).tasks.values() for name in task.names]
    # A check that runs once a task has one title, and one category.
    for check in {check.id.partition("[")[0]: check for check in _checks(topic)}.values():
        where = check.id.partition("[")[0]
        yield from title_problems(where, "its title", check.title, names)
        if check.visibility == "hidden" and check.category not in CATEGORIES:
            what = f"its category is {check.category!r}"
            yield Problem(where, what, f"choose one of: {', '.join(CATEGORIES)}")


def named(
    course: Course,
    topic: Topic,
    variant: Variant,
    record: TopicResult,
    beside: Sequence[Variant],
    file: MistakesFile,
) -> Iterator[Problem]:
    """A mistake costs its own task points, no other, and its name is in the feedback."""
    where = str(variant.override.relative_to(course.root))
    text = variant.override.read_text(encoding="utf-8")
    name = (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0].strip()
    key = variant.override.stem
    known = file.mistakes
    shipped = known.get(key)
    if shipped is None or shipped.name != name:
        what = f"not in {topic.folder.name}/mistakes.json under this name"
        yield Problem(where, what, "run: grader course build")
        return
    own = shipped.task
    affected = dependants(topic, own)
    tasks = [known[other.override.stem].task for other in beside]
    theirs = {task for other in tasks for task in dependants(topic, other)} - affected
    for task in _reported(record).tasks:
        if task.id in theirs:
            continue
        lost = task.earned < task.points
        if task.id == own and not lost:
            yield Problem(where, f"{own} keeps its points", f"add a check of {own} that refuses it")
        if lost and task.id not in affected:
            advice = f"let {task.id} require {own} in topic.toml, or mend the mistake"
            yield Problem(where, f"costs {task.id} points, not only {own}", advice)
        for check in task.checks:
            if check.mistake not in ("", name):
                what = f"is taken for {check.mistake!r} at {check.id}"
                yield Problem(where, what, "tell the two apart by other inputs, or drop one")
            if check.mistake and task.id != own:
                yield Problem(where, f"is named at {check.id}, of {task.id}", "mend the mistake")
    visible = [
        c for t in record.tasks if t.id == own for c in t.checks if c.visibility == "visible"
    ]
    if all(check.state == "pass" for check in visible):
        yield Problem(where, f"passes every visible check of {own}", "add a visible check")
    elif not any(check.mistake == name for check in visible):
        yield Problem(where, f"no visible check of {own} names it", _unnamed(file, key, visible))


def _unnamed(file: MistakesFile, key: str, visible: Sequence[CheckResult]) -> str:
    """Why a mistake has no name at the visible checks of its task, as what to do next."""
    raised = [check for check in visible if check.exception]
    if raised:
        return (
            f"it raises {raised[0].exception} at {raised[0].id}, and a name needs values: mend it, "
            "or let a check catch the error"
        )
    for check in visible:
        prints = file.checks.get(check.id, {})
        own = prints.get(key)
        twins = [k for k, other in prints.items() if own and agree(other, own)]
        if others := sorted({*twins} - {key}):
            return f"{others[0]}.py has the same values at {check.id}: tell them apart, or drop one"
    return (
        "tell it apart from others with the same values; a name needs two numbers or more, and "
        "what grader course build writes"
    )


def lecture(course: Course, variant: Variant, topic: TopicResult) -> Iterator[Problem]:
    """What the lecture writes earns all but the parts beyond it, and most of its tasks' points."""
    where = str(variant.override.relative_to(course.root))
    written = lecture_tasks(course.topic(topic.id), variant, topic)
    for task in written:
        lost = [p.name for p in task.parts if p.name != BEYOND and p.earned < p.points]
        if lost or (not task.parts and task.earned < task.points):
            what = f"costs {task.id} points of {' and '.join(lost) or 'its only part'}"
            advice = f"ask for what is not in the lecture in a part '{BEYOND}', or not at all"
            yield Problem(where, what, advice)
        if any(p.name == BEYOND and p.earned == p.points for p in task.parts):
            what = f"earns the part '{BEYOND}' of {task.id}"
            yield Problem(where, what, "make it points of the first part")
    earned, points = sum(t.earned for t in written), sum(t.points for t in written)
    notes = (course.reference / topic.id / "NOTES.md").read_text(encoding="utf-8")
    for said in re.findall(r"earns (\d+ of the \d+) points of its tasks", " ".join(notes.split())):
        if said != (right := f"{format_points(earned)} of the {points}"):
            what = f"says that the lecture's code earns {said} points; it earns {right}"
            yield Problem(f"reference/{topic.id}/NOTES.md", what, "correct it")
    if earned < LECTURE_SHARE * points:
        what = f"earns {format_points(earned)} of the {points} points of its tasks"
        yield Problem(where, what, f"give the parts '{BEYOND}' fewer points")


def lecture_tasks(topic: Topic, variant: Variant, result: TopicResult) -> list[TaskResult]:
    """The tasks of `result` of which the lecture writes something."""
    names = definitions_in(ast.parse(variant.override.read_text(encoding="utf-8")))
    return [task for task in result.tasks if names.keys() & set(topic.scored[task.id].names)]


def _reported(topic: TopicResult) -> TopicResult:
    """`topic` without the experiments of which nothing is reported: the reference alone does."""
    tasks = [t for t in topic.tasks if t.file != REPORT or t.state != "not_started"]
    return msgspec.structs.replace(topic, tasks=tasks)


def _checks(topic: TopicResult) -> list[CheckResult]:
    return [check for task in topic.tasks for check in task.checks]


def _where(course: Course, variant: Variant, topic: TopicResult) -> str:
    if variant.kind == "reference":
        return f"reference/{topic.id}"
    return str(variant.override.relative_to(course.root))
