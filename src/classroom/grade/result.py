"""What a judge returns of one topic, and how a record is put together from such results."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from grader.course.manifest import Course, Topic
from grader.record import SCHEMA, Engine, Record, Submission, Timing, TopicResult
from grader.repository.collect import Collected


class JudgedTopic(msgspec.Struct):
    """One topic of one submission, graded."""

    topic: TopicResult
    engine: Engine
    timing: Timing


def assemble(course: Course, collected: Collected, results: Sequence[JudgedTopic]) -> Record:
    """The record of a submission whose topics are graded."""
    return Record(
        schema=SCHEMA,
        course=course.title,
        course_version=course.version,
        submission=Submission(
            student=collected.student,
            source=collected.source,
            commit=collected.commit,
            committed_at=collected.committed_at,
        ),
        topics=[
            _dated(result.topic, course.topic(result.topic.id), collected.committed_at)
            for result in results
        ],
        engine=results[0].engine,
        timing=Timing(
            started_at=min(result.timing.started_at for result in results),
            wall=round(sum(result.timing.wall for result in results), 6),
            checks={check: s for result in results for check, s in result.timing.checks.items()},
        ),
        warnings=[*collected.hints, *collected.problems.values()],
    )


def _dated(result: TopicResult, topic: Topic, handed_in: str) -> TopicResult:
    """`result` with the topic's due date, and how late it was handed in."""
    if topic.due is None:
        return result
    late = seconds_late(topic.due, handed_in)
    return msgspec.structs.replace(result, due=topic.due.isoformat(), late_seconds=late)


def seconds_late(due: datetime, handed_in: str) -> int:
    """How long after `due`; 0 if not after it, or if `handed_in` is no time with an offset."""
    try:
        at = datetime.fromisoformat(handed_in)
    except ValueError:
        return 0
    return max(0, int((at - due).total_seconds())) if at.tzinfo else 0
