"""Points for who could not be graded, where an instructor wants them to be zeros."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from classroom.report.csv import outline
from classroom.report.ungraded import Ungraded
from grader.record import QuestionsResult, Record, Submission, TaskResult, Timing, TopicResult


def with_zeros(records: Sequence[Record], ungraded: Sequence[Ungraded]) -> list[Record]:
    """`records`, and 0 points in each topic of `records` for who could not be graded in it."""
    zeros = {topic.id: _zero(topic, tasks) for topic, tasks in outline(records)}
    found = {record.submission.student: record for record in records}
    for lost in ungraded:
        record = found.get(lost.student) or msgspec.structs.replace(
            records[0],
            submission=Submission(student=lost.student),
            topics=[],
            timing=Timing(),
            warnings=[],
        )
        has = {topic.id for topic in record.topics}
        added = [
            topic
            for name, topic in zeros.items()
            if name not in has and name in (lost.topics or zeros)
        ]
        found[lost.student] = msgspec.structs.replace(record, topics=[*record.topics, *added])
    return list(found.values())


def _zero(topic: TopicResult, tasks: Sequence[TaskResult]) -> TopicResult:
    return TopicResult(
        id=topic.id,
        title=topic.title,
        solution_hash="",
        tasks=list(map(_undone, tasks)),
        hidden=topic.hidden,
        revealed=topic.revealed,
        questions=topic.questions and _unanswered(topic.questions),
        ritual=topic.ritual
        and msgspec.structs.replace(topic.ritual, steps=list(map(_undone, topic.ritual.steps))),
    )


def _undone(task: TaskResult) -> TaskResult:
    parts = [msgspec.structs.replace(p, state="not_started", earned=0.0) for p in task.parts]
    return msgspec.structs.replace(
        task, state="not_started", earned=0.0, checks=[], parts=parts, report=None
    )


def _unanswered(asked: QuestionsResult) -> QuestionsResult:
    questions = [
        msgspec.structs.replace(
            question,
            parts=[
                msgspec.structs.replace(
                    part,
                    state="unanswered",
                    answer="",
                    right=0,
                    texts=[],
                    problem="",
                    first="",
                    first_answer="",
                )
                for part in question.parts
            ],
        )
        for question in asked.questions
    ]
    return msgspec.structs.replace(asked, questions=questions, prompts=[], problems=[])
