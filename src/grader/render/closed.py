"""What a student may see while hidden checks are closed: one rule for every report."""

from __future__ import annotations

import builtins

import msgspec

from grader.escape import plain
from grader.record import CheckResult, PartResult, Record, TopicResult


def finding(check: CheckResult) -> str:
    """What may be said of a hidden check that does not pass, before it is revealed; "" if nothing.

    Texts, places and values can carry inputs out; what is named here comes from closed lists.
    """
    if check.mistake:
        return f"{plain(check.mistake, 200)} (known mistake)"
    if check.pattern:
        return plain(check.pattern, 200)
    if check.state == "timeout":
        return "out of time"
    return exception_name(check.exception) if check.exception else ""


def exception_name(name: str) -> str:
    """The name of an exception's type as it may be shown: Python's own, no other.

    The name of a class that a submission defines can carry a hidden input out.
    """
    known = getattr(builtins, name, None)
    if isinstance(known, type) and issubclass(known, BaseException):
        return name
    return "an exception of its own"


def student_view(record: Record) -> Record:
    """The part of a record that its student may see.

    Until a topic is revealed, a failing hidden check keeps its category, the pattern or mistake
    and the exception's type; values, texts, places, output, time, inputs and seeds go (design,
    section 4: even the learner's own values can carry inputs out). Of questions whose feedback
    waits for the deadline it stays which are answered; rubrics are for instructors only.
    """
    topics = [topic if topic.revealed else _redacted(topic) for topic in record.topics]
    topics = [_without_rubrics(topic) for topic in topics]
    # How long a hidden check took is up to the code that it judges, and could carry inputs out.
    closed = {
        check.id
        for topic in record.topics
        if not topic.revealed
        for task in topic.tasks
        for check in task.checks
        if check.visibility == "hidden"
    }
    seconds = {name: s for name, s in record.timing.checks.items() if name not in closed}
    timing = msgspec.structs.replace(record.timing, checks=seconds)
    return msgspec.structs.replace(record, topics=topics, timing=timing)


def _redacted(topic: TopicResult) -> TopicResult:
    tasks = [
        msgspec.structs.replace(
            task, checks=[c if c.visibility == "visible" else _redact(c) for c in task.checks]
        )
        for task in topic.tasks
    ]
    questions = topic.questions
    if questions is not None and questions.feedback == "after-deadline":
        closed = [
            msgspec.structs.replace(question, parts=[_unjudged(part) for part in question.parts])
            for question in questions.questions
        ]
        questions = msgspec.structs.replace(questions, judged=False, questions=closed)
    return msgspec.structs.replace(topic, tasks=tasks, questions=questions)


def _unjudged(part: PartResult) -> PartResult:
    if part.state in ("malformed", "unanswered"):
        return part
    return PartResult(name=part.name, state="answered", answer=part.answer)


def _without_rubrics(topic: TopicResult) -> TopicResult:
    if topic.questions is None:
        return topic
    prompts = [msgspec.structs.replace(prompt, rubric=[]) for prompt in topic.questions.prompts]
    questions = msgspec.structs.replace(topic.questions, prompts=prompts)
    return msgspec.structs.replace(topic, questions=questions)


def _redact(check: CheckResult) -> CheckResult:
    return CheckResult(
        id=check.id,
        task=check.task,
        part=check.part,
        title=check.category,
        visibility="hidden",
        state=check.state,
        category=check.category,
        pattern=check.pattern,
        mistake=check.mistake,
        exception=exception_name(check.exception) if check.exception else "",
    )
