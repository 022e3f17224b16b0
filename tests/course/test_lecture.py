"""What the lecture or the chapter itself writes earns the main share of every task."""

from __future__ import annotations

from collections.abc import Iterator

from tests.course.keep import COURSE

from classroom.author import verdicts
from classroom.author.compose import Member, Variant
from grader.course.manifest import Course
from grader.record import Record, TaskResult, format_points


def _lectures(course: Course, class_members: list[Member]) -> Iterator[tuple[Member, Variant]]:
    """The lecture's own code, with the submission that it stands in.

    Where there is no lecture.py, what the lecture writes is an alternative, so it scores full.
    """
    kept = {topic for topic in course.topics if (course.reference / topic / "lecture.py").is_file()}
    for member in class_members:
        for variant in member.variants:
            written = variant.override.stem == "lecture" and not kept & set(variant.topics)
            if variant.kind == "lecture" or written:
                yield member, variant


def _row(topic: str, task: TaskResult) -> str:
    beyond = [f"{p.name}: {format_points(p.earned)} of {p.points}" for p in task.parts]
    worth = f"{format_points(task.earned)} of {task.points}"
    return f"{topic:22} {task.id:24} {worth:9} {'; '.join(beyond)}"


def test_the_lecture_scores(
    course: Course, class_members: list[Member], class_records: dict[str, Record]
) -> None:
    """A table with `-s`: topic, task, points that the lecture's own code gets."""
    problems: list[str] = []
    for member, variant in _lectures(course, class_members):
        [topic_id] = variant.topics
        record = class_records[member.name]
        result = next(topic for topic in record.topics if topic.id == topic_id)
        problems += [str(p) for p in verdicts.lecture(course, variant, result)]
        for task in verdicts.lecture_tasks(course.topic(topic_id), variant, result):
            print(_row(topic_id, task))
    assert not problems


def test_every_topic_with_a_part_beyond_the_lecture_keeps_the_lecture(
    class_members: list[Member],
) -> None:
    """Else nothing would say that the other part is what the lecture writes."""
    with_parts = {t.id for t in COURSE.topics.values() if any(s.parts for s in t.tasks.values())}
    kept = {topic for topic in with_parts if (COURSE.reference / topic / "lecture.py").is_file()}
    assert with_parts == kept
    found = [variant for _, variant in _lectures(COURSE, class_members)]
    assert {topic for variant in found for topic in variant.topics} == {*COURSE.topics}
