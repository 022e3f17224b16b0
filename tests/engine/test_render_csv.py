"""The gradebook as CSV."""

from __future__ import annotations

import csv
import io

import pytest
from tests.engine.golden import expect_golden
from tests.engine.render_samples import (
    HOSTILE,
    HUGE,
    hostile,
    record,
    sample_class,
    working,
)

from classroom.report.csv import gradebook, outline

pytestmark = pytest.mark.laptop


def read(text: str) -> list[list[str]]:
    """The cells of a CSV text."""
    return list(csv.reader(io.StringIO(text)))


def test_golden() -> None:
    """The gradebook of the sample class is the golden file."""
    expect_golden("render/gradebook.csv", gradebook(sample_class()))


def test_order_of_records_does_not_matter() -> None:
    """The same class in another order gives the same bytes."""
    records = sample_class()
    assert gradebook(records[::-1]) == gradebook(records)


def test_points_and_totals() -> None:
    """Points stand under their task, and the totals are the record's."""
    header, row = read(gradebook([working()]))
    cells = dict(zip(header, row, strict=True))
    assert cells["makemore4 points"] == "6"
    assert cells["makemore4 max"] == "28"
    assert cells["makemore4 M4-2 probs"] == "2"
    assert (cells["total"], cells["max"]) == ("6", "28")
    assert cells["makemore4 questions points"] == "3.67"
    assert cells["makemore4 questions max"] == "12"
    assert cells["makemore4 M4-Q4"] == "0.67"
    assert cells["warnings"] == "notes.txt is not part of the topic."


def test_a_missing_topic_is_blank() -> None:
    """A record without a topic leaves blanks, not zeros, in its columns."""
    rows = read(gradebook(sample_class()))
    cells = next(dict(zip(rows[0], row, strict=True)) for row in rows if row[0] == "Kurt Gödel")
    assert cells["makemore4 points"] == cells["makemore4 M4-1 logprobs"] == ""
    assert cells["micrograd points"] == "2"


def test_columns_follow_the_fullest_record() -> None:
    """A student with fewer topics does not change the order of the topics."""
    assert [topic.id for topic, _ in outline(sample_class())] == ["micrograd", "makemore4"]


def test_bom_is_there_only_when_asked() -> None:
    """Excel's mark stands once, in front."""
    assert gradebook([], bom=True) == "\ufeff" + gradebook([])


def test_no_records_give_the_header() -> None:
    """An empty class is a header without topics."""
    assert read(gradebook([])) == [
        ["student", "commit", "committed_at", "total", "max", "warnings"]
    ]


@pytest.mark.parametrize("text", [*HOSTILE, HUGE], ids=[*range(len(HOSTILE)), "huge"])
def test_hostile_text_stays_in_its_cell(text: str) -> None:
    """Read back, every row has all its cells and none is a formula."""
    out = gradebook([hostile(text), working()])
    assert out.encode().count(b"\n") == 3
    rows = read(out)
    assert {len(row) for row in rows} == {3 + 2 * 4 + 9 + 7 + 1 + 3}
    for cell in (cell for row in rows for cell in row):
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))


def test_negative_points_stay_a_number() -> None:
    """A negative number of ours is not marked as text."""
    minus = working()
    minus.topics[0].tasks[0].earned = -1.5
    assert "-1.5" in read(gradebook([minus]))[1]


def test_same_name_twice_is_two_rows() -> None:
    """Two records of one name are two rows."""
    assert len(read(gradebook([record("A", []), record("A", [])]))) == 3
