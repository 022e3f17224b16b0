"""A report that several runs have written: of each student and topic it holds the last result."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from classroom.report.ungraded import Ungraded
from grader.course.manifest import STUDENT_ROOT
from grader.record import Record, TopicResult, origin_of


def together(earlier: Record, now: Record, order: Sequence[str] = ()) -> Record:
    """`now`, and those topics of `earlier` that it does not hold, in the `order` of the course.

    Each topic says where it was judged, if that was not as the record of `now` says.
    """
    kept = without(earlier, {topic.id for topic in now.topics})
    if not kept.topics:
        return now
    place = {topic: number for number, topic in enumerate(order)}
    topics = [*(_with_origin(kept, topic, now) for topic in kept.topics), *now.topics]
    timing = msgspec.structs.replace(now.timing, checks=kept.timing.checks | now.timing.checks)
    return msgspec.structs.replace(
        now,
        topics=sorted(topics, key=lambda topic: place.get(topic.id, len(place))),
        timing=timing,
        warnings=[*kept.warnings, *now.warnings],
    )


def without(record: Record, topics: Iterable[str]) -> Record:
    """`record` without some topics, and without what is said of their files."""
    gone = set(topics) & {topic.id for topic in record.topics}
    if not gone:
        return record
    kept = [topic for topic in record.topics if topic.id not in gone]
    checks = {check.id for topic in kept for task in topic.tasks for check in task.checks}
    seconds = {check: s for check, s in record.timing.checks.items() if check in checks}
    return msgspec.structs.replace(
        record,
        topics=kept,
        timing=msgspec.structs.replace(record.timing, checks=seconds),
        warnings=[text for text in record.warnings if not _speaks_of(text, gone)],
    )


def counted(record: Record, ungraded: Iterable[Ungraded]) -> Record:
    """`record` without the topics that its student is said not to be graded in."""
    for lost in ungraded:
        if lost.student == record.submission.student:
            # An older list says no topics: all of them were lost.
            record = without(record, lost.topics or [topic.id for topic in record.topics])
    return record


def still_ungraded(
    earlier: Iterable[Ungraded], settled: Mapping[str, Collection[str]]
) -> list[Ungraded]:
    """What an earlier run could not grade and this one has not settled (student -> topics)."""
    rest = []
    for lost in earlier:
        if lost.student not in settled:
            rest.append(lost)
            continue
        topics = [topic for topic in lost.topics if topic not in settled[lost.student]]
        if topics and not lost.missing:
            rest.append(msgspec.structs.replace(lost, topics=topics))
    return rest


def _with_origin(record: Record, topic: TopicResult, now: Record) -> TopicResult:
    own = origin_of(record, topic)
    plain = msgspec.structs.replace(topic, origin=None)
    return plain if own == origin_of(now, plain) else msgspec.structs.replace(topic, origin=own)


def _speaks_of(text: str, topics: Iterable[str]) -> bool:
    return any(f"{STUDENT_ROOT}/{topic}/" in text for topic in topics)
