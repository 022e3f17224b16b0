"""What a judge returns of one topic, and how a record is put together from such results."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from grader.course.manifest import Course
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
            pushed_at=collected.pushed_at,
        ),
        topics=[result.topic for result in results],
        engine=results[0].engine,
        timing=Timing(
            started_at=min(result.timing.started_at for result in results),
            wall=round(sum(result.timing.wall for result in results), 6),
            checks={check: s for result in results for check, s in result.timing.checks.items()},
        ),
        warnings=[*collected.hints, *collected.problems.values()],
    )
