"""Records that were written earlier are read, whatever has been added since."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.record import SCHEMA
from grader.stored import decode, encode, read

FOLDER = Path(__file__).parent / "records"


def test_there_is_one_of_every_schema() -> None:
    """Whoever raises SCHEMA keeps a record of the one before."""
    names = {path.name for path in FOLDER.iterdir()}
    assert names == {f"schema-{number}.json" for number in range(1, SCHEMA + 1)}


def test_a_record_of_schema_1() -> None:
    """Written in November 2026: two topics, one with a ritual, tasks in four states."""
    record = read(FOLDER / "schema-1.json")
    assert (record.course, record.course_version) == ("Grokking the Basics", "2027.1")
    who = record.submission
    assert who.student == "student-18"
    # What schema 1 called the time of the push was the committer's date.
    assert (who.committed_at, who.pushed_at) == ("2027-01-20T11:00:00+00:00", "")
    tabular, micrograd = record.topics
    assert tabular.ritual is not None
    assert tabular.ritual.badge
    assert tabular.questions is not None
    assert tabular.questions.earned == 20
    states = {task.id: task.state for task in micrograd.tasks}
    assert set(states.values()) == {"pass", "not_started", "blocked", "error"}
    assert (micrograd.earned, record.earned) == (6, 86)
    assert [c.visibility for c in micrograd.tasks[0].checks].count("hidden") > 0
    assert decode(encode(record)).earned == record.earned


def test_a_record_of_schema_2() -> None:
    """Written in November 2026: late work, whose commit says when it was made."""
    record = read(FOLDER / "schema-2.json")
    who = record.submission
    assert (who.committed_at, who.pushed_at) == ("2026-11-02T02:04:59+01:00", "")
    [topic] = record.topics
    assert (topic.due, topic.late_seconds) == ("2026-11-01T23:59:59+01:00", 7500)
    assert [task.state for task in topic.tasks] == ["pass", "fail"]
    assert (topic.earned, topic.points) == (4, 10)


def test_a_record_of_schema_3() -> None:
    """Written in November 2026: what nobody began is in short, and what says the same is once."""
    path = FOLDER / "schema-3.json"
    record = read(path)
    tabular, micrograd, tasks = record.topics
    assert (tabular.earned, tabular.points, tabular.done) == (0, 80, 0)
    assert {c.state for t in tabular.tasks for c in t.checks} == {"not_started"}
    assert tabular.questions is not None
    assert (tabular.questions.points, tabular.questions.answered) == (20, 0)
    assert [task.state for task in micrograd.tasks[:3]] == ["pass", "error", "not_started"]
    first, *others = micrograd.tasks[1].checks
    assert {check.summary for check in others} == {first.summary}
    assert [row.text for row in first.rows if row.label == "again"] == [f'pytest "{first.id}"']
    assert all(check.id.count("::") == 1 for t in micrograd.tasks[:2] for check in t.checks)
    parts = [part.name for task in tasks.tasks for part in task.parts]
    assert {"The loss", "One tensor"} <= set(parts)
    if SCHEMA == 3:
        assert encode(record) == path.read_bytes()


@pytest.mark.parametrize("schema", [99, 0, -1])
def test_a_record_of_another_schema_is_refused(schema: int) -> None:
    """In words that say which engine reads what."""
    text = (FOLDER / "schema-1.json").read_bytes()
    newer = text.replace(b"{", b'{"schema": %d,' % schema, 1)
    words = f"has record schema {schema}, this engine reads 1 to {SCHEMA}"
    with pytest.raises(UsageError, match=words):
        decode(newer)
