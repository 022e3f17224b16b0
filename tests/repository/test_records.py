"""Records that were written earlier are read, whatever has been added since."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.record import SCHEMA, decode, encode, read

FOLDER = Path(__file__).parent / "records"


def test_there_is_one_of_every_schema() -> None:
    """Whoever raises SCHEMA keeps a record of the one before."""
    names = {path.name for path in FOLDER.iterdir()}
    assert names == {f"schema-{number}.json" for number in range(1, SCHEMA + 1)}


def test_a_record_of_schema_1() -> None:
    """Written in November 2026: two topics, one with a ritual, tasks in four states."""
    record = read(FOLDER / "schema-1.json")
    assert (record.course, record.course_version) == ("Grokking the Basics", "2027.1")
    assert record.submission.student == "student-18"
    tabular, micrograd = record.topics
    assert tabular.ritual is not None
    assert tabular.ritual.badge
    assert tabular.questions is not None
    assert tabular.questions.earned == 20
    states = {task.id: task.state for task in micrograd.tasks}
    assert set(states.values()) == {"pass", "not_started", "blocked", "error"}
    assert (micrograd.earned, record.earned) == (6, 86)
    assert [c.visibility for c in micrograd.tasks[0].checks].count("hidden") > 0
    if SCHEMA == 1:
        assert encode(record) == (FOLDER / "schema-1.json").read_bytes()


def test_a_record_of_the_future_is_refused() -> None:
    """In words that say which engine reads what."""
    text = (FOLDER / "schema-1.json").read_bytes()
    newer = text.replace(b"{", b'{"schema": 99,', 1)
    with pytest.raises(UsageError, match=f"has record schema 99, this engine reads {SCHEMA}"):
        decode(newer)
