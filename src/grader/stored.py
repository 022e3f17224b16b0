"""A record as a file: JSON of this schema or before, without what can be worked out again.

A task that nobody has begun keeps its checks in number, a topic that nobody has begun its tasks in
short; a check that says what another of its topic says names that one. `decode` puts all of it
back, but for the ids, titles and seeds of checks that never ran, for how a call that raised as
another did was made, and for short times.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from grader.errors import UsageError
from grader.record import (
    GRADING_PROBLEM,
    SCHEMA,
    CheckResult,
    IdleQuestions,
    IdleTask,
    PartResult,
    PromptResult,
    QuestionResult,
    QuestionsResult,
    Record,
    Row,
    TaskPart,
    TaskResult,
    Timing,
    TopicResult,
    Visibility,
)

# Seconds of a check that are worth a line.
_SLOW = 0.25
# More checks than any task has; a file may come from a student's own run.
_MAX_IDLE = 1000
_NOT_BEGUN = "not started"
_NOT_WRITTEN = "not written"
# What a check says of itself alone; all else may be that of another one.
_OWN = ("id", "task", "part", "title", "visibility", "category", "margin", "seed", "same")
_WIDTH = 400


def encode(record: Record) -> bytes:
    """A record as JSON for people, fields in the order of their definition, short things a line."""
    topics = [_lean_topic(topic) for topic in record.topics]
    lean = msgspec.structs.replace(record, topics=topics, timing=_lean_timing(record.timing))
    return ("\n".join(_lines(msgspec.to_builtins(lean))) + "\n").encode()


def decode(data: bytes, where: str = "record") -> Record:
    """The record in `data`, of this schema or before. Raises UsageError for anything else."""
    try:
        record = msgspec.json.decode(data, type=Record)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as e:
        raise UsageError(f"{where} is not a grading record: {e}") from None
    if not 1 <= record.schema <= SCHEMA:
        raise UsageError(
            f"{where} has record schema {record.schema}, this engine reads 1 to {SCHEMA}; "
            "grade the submission again."
        )
    if record.schema == 1:
        who = record.submission
        who.committed_at, who.pushed_at = who.pushed_at, ""
    record.schema = SCHEMA
    for topic in record.topics:
        _restore(topic, where)
    return record


def read(path: Path) -> Record:
    """The record stored at `path`."""
    try:
        return decode(path.read_bytes(), str(path))
    except OSError as e:
        raise UsageError(f"cannot read {path}: {e.strerror}") from None


def _lean_timing(timing: Timing) -> Timing:
    slow = {check: seconds for check, seconds in timing.checks.items() if seconds >= _SLOW}
    return msgspec.structs.replace(timing, checks=slow)


def _lean_topic(topic: TopicResult) -> TopicResult:
    if topic.tasks and all(map(_idle, topic.tasks)) and _unanswered(topic.questions):
        return msgspec.structs.replace(
            topic,
            tasks=[],
            idle=[_idle_task(task) for task in topic.tasks],
            questions=None,
            idle_questions=topic.questions and _idle_questions(topic.questions),
        )
    seen: dict[bytes, int] = {}
    tasks, number = [], 0
    for task in topic.tasks:
        if _idle(task) and task.checks:
            tasks.append(msgspec.structs.replace(task, checks=[], idle=_counted(task.checks)))
        else:
            checks = list(_lean_checks(task, number, seen))
            tasks.append(msgspec.structs.replace(task, checks=checks))
        number += len(task.checks)
    return msgspec.structs.replace(topic, tasks=tasks)


def _idle(task: TaskResult) -> bool:
    """Whether nothing of the task ran, nor is its own fault told."""
    return (
        task.state == "not_started"
        and not task.earned
        and all(c.state == "not_started" and c.category != GRADING_PROBLEM for c in task.checks)
        and all(part.state == "not_started" and not part.earned for part in task.parts)
    )


def _counted(checks: list[CheckResult]) -> tuple[int, int]:
    hidden = sum(check.visibility == "hidden" for check in checks)
    return len(checks) - hidden, hidden


def _idle_task(task: TaskResult) -> IdleTask:
    visible, hidden = _counted(task.checks)
    return IdleTask(
        id=task.id,
        ref=task.ref,
        title=task.title,
        file=task.file,
        points=task.points,
        visible=visible,
        hidden=hidden,
        parts=[(part.name, part.points) for part in task.parts],
    )


def _unanswered(asked: QuestionsResult | None) -> bool:
    if asked is None:
        return True
    parts = [part for question in asked.questions for part in question.parts]
    bare = all(part == PartResult(name=part.name, state="unanswered") for part in parts)
    prompts = all(not prompt.words and prompt.problem == _NOT_WRITTEN for prompt in asked.prompts)
    return bare and prompts and not asked.problems


def _idle_questions(asked: QuestionsResult) -> IdleQuestions:
    return IdleQuestions(
        feedback=asked.feedback,
        judged=asked.judged,
        questions=[(q.id, q.points, [part.name for part in q.parts]) for q in asked.questions],
        prompts=[(prompt.id, prompt.title, prompt.min_words) for prompt in asked.prompts],
    )


def _lean_checks(task: TaskResult, number: int, seen: dict[bytes, int]) -> Iterator[CheckResult]:
    """Checks without their task's name, and without what an earlier one says as well.

    The first of them is number `number` + 1 of its topic.
    """
    told, file = 0, ""
    for place, check in enumerate(task.checks, number + 1):
        rows = [
            row if row != _own_row(row.label, check) else Row(row.label, "") for row in check.rows
        ]
        name = "" if check.task == task.id else check.task
        check = msgspec.structs.replace(check, task=name, rows=rows)
        before, (file, _, rest) = file, check.id.partition("::")
        if rest and file == before:
            check.id = f"::{rest}"
        if check.state in ("pass", "not_started"):
            yield check
            continue
        first = seen.setdefault(_said(check), place)
        if first == place:
            yield check
        else:
            yield CheckResult(
                id=check.id,
                task=check.task,
                part=check.part,
                # One title a task is enough for what all of them say.
                title="" if told == first else check.title,
                visibility=check.visibility,
                category=check.category,
                same=first,
            )
        told = first


def _said(check: CheckResult) -> bytes:
    """All that a check says but what it says of itself alone."""
    said = {name: getattr(check, name) for name in check.__struct_fields__ if name not in _OWN}
    return msgspec.json.encode(said | {"rows": _rows(check)})


def _rows(check: CheckResult) -> list[Row]:
    """The rows that another check can share: how a call that raised was made is its own."""
    return [row for row in check.rows if not (check.exception and row.label == "called")]


def _own_row(label: str, check: CheckResult) -> Row | None:
    """The row of a label that follows from the check's own name."""
    own = {"next": f"grader hint {check.task}", "again": f'pytest "{check.id}"'}
    return Row(label, own[label]) if label in own else None


def _restore(topic: TopicResult, where: str) -> None:
    """Put back what was left out. Raises UsageError."""
    topic.tasks += [_whole_task(one, where) for one in topic.idle]
    if topic.idle_questions is not None:
        topic.questions = _whole_questions(topic.idle_questions)
    topic.idle, topic.idle_questions = [], None
    before: list[CheckResult] = []
    for task in topic.tasks:
        if task.idle is not None:
            task.checks += _never_run(task.id, *task.idle, where)
            task.idle = None
        file = ""
        for place, check in enumerate(task.checks):
            if check.id.startswith("::"):
                check.id = file + check.id
            file = check.id.partition("::")[0]
            if check.same:
                task.checks[place] = check = _as_another(check, before, where)
            check.task = check.task or task.id
            before.append(check)
    for check in before:
        check.rows = [row if row.text else _own_row(row.label, check) or row for row in check.rows]


def _as_another(check: CheckResult, before: list[CheckResult], where: str) -> CheckResult:
    if not 0 < check.same <= len(before):
        raise UsageError(f"{where} is not a grading record: a check says what none before it says")
    own = {name: getattr(check, name) for name in _OWN} | {"same": 0}
    first = before[check.same - 1]
    return msgspec.structs.replace(first, **own, rows=_rows(first))


def _never_run(task: str, visible: int, hidden: int, where: str) -> Iterator[CheckResult]:
    if not (0 <= visible <= _MAX_IDLE and 0 <= hidden <= _MAX_IDLE):
        raise UsageError(f"{where} is not a grading record: a task with {visible + hidden} checks")
    for number in range(1, visible + hidden + 1):
        visibility: Visibility = "visible" if number <= visible else "hidden"
        yield CheckResult(
            id=f"{task} {number}",
            task=task,
            title=_NOT_BEGUN,
            visibility=visibility,
            state="not_started",
            summary=_NOT_BEGUN,
        )


def _whole_task(one: IdleTask, where: str) -> TaskResult:
    return TaskResult(
        id=one.id,
        ref=one.ref,
        title=one.title,
        file=one.file,
        points=one.points,
        state="not_started",
        checks=list(_never_run(one.id, one.visible, one.hidden, where)),
        parts=[
            TaskPart(name=name, points=points, state="not_started", earned=0.0)
            for name, points in one.parts
        ],
    )


def _whole_questions(asked: IdleQuestions) -> QuestionsResult:
    return QuestionsResult(
        feedback=asked.feedback,
        judged=asked.judged,
        questions=[
            QuestionResult(
                id=name,
                points=points,
                parts=[PartResult(name=part, state="unanswered") for part in parts],
            )
            for name, points, parts in asked.questions
        ],
        prompts=[
            PromptResult(id=name, title=title, words=0, min_words=words, problem=_NOT_WRITTEN)
            for name, title, words in asked.prompts
        ],
    )


def _lines(value: Any, depth: int = 0, head: str = "") -> Iterator[str]:
    """`value` as indented JSON; what is short stands on one line."""
    pad = " " * depth
    short = msgspec.json.encode(value).decode()
    if len(short) <= _WIDTH or not isinstance(value, dict | list):
        yield pad + head + short
        return
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    yield pad + head + opening
    last = len(value) - 1
    entries = value.items() if isinstance(value, dict) else ((None, one) for one in value)
    for number, (key, one) in enumerate(entries):
        name = "" if key is None else f"{msgspec.json.encode(key).decode()}: "
        *rest, end = _lines(one, depth + 1, name)
        yield from rest
        yield end if number == last else f"{end},"
    yield pad + closing
