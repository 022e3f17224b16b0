"""The part of a push that needs no check: topics of which only the questions are answered."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import UTC, datetime

from grader.course.manifest import Course
from grader.learn.local import engine, local_record, local_run
from grader.record import Record


def answered(course: Course, topics: Iterable[str]) -> Record:
    """The record of the answers in `topics`, whose solution files all are as released.

    No code is imported, neither the student's nor that of checks, so torch need not be there.
    """
    begun = time.time()
    runs = [local_run(course.topic(topic).folder, jail=False) for topic in topics]
    at = datetime.fromtimestamp(begun, UTC)
    record = local_record(runs, jail=False, started_at=at, wall=time.time() - begun)
    record.engine = engine("no code ran", "none")
    for topic in record.topics:
        for task in topic.tasks:
            task.state = "not_started"
    return record
