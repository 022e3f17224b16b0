"""The ritual in every report: a badge, states in words, and no points."""

from __future__ import annotations

import csv
import io

import pytest
from tests.engine.golden import expect_golden
from tests.engine.render_samples import described, done, whole_report, working

from classroom.report.csv import gradebook
from classroom.report.table import class_table
from grader.record import Record, RitualResult
from grader.render.closed import student_view
from grader.render.markdown import feedback
from grader.render.ritual import pointer, ritual_report
from grader.stored import decode, encode

pytestmark = pytest.mark.laptop


def ritual_of(record: Record) -> RitualResult:
    """The ritual of the first topic."""
    found = record.topics[0].ritual
    assert found is not None
    return found


def badge() -> Record:
    """A record with all four steps done."""
    record = described("Rozsa Peter")
    for step in ritual_of(record).steps:
        step.state = "pass"
    return record


def test_the_report_of_a_topic_points_to_its_ritual() -> None:
    """To its beginning, or to where it stands once there is a copy."""
    assert pointer("makemore4", begun=False).endswith("grader ritual start makemore4")
    assert pointer("makemore4", begun=True).endswith("grader ritual check makemore4")


@pytest.mark.parametrize("show_all", [False, True])
def test_terminal(show_all: bool) -> None:
    """The report of `grader ritual check` is its golden file."""
    lines = ritual_report("makemore4", ritual_of(described()), show_all=show_all)
    name = "ritual_all" if show_all else "ritual"
    expect_golden(f"render/{name}.txt", "\n".join(lines) + "\n")


def test_markdown() -> None:
    """The feedback has the steps as a table and the first cell that is wrong in full."""
    expect_golden("render/feedback_ritual.md", feedback(described()))
    assert "#### Ritual: 4 of 4 steps done, badge earned" in feedback(badge())
    assert "Ritual" not in feedback(done())


def test_class_page() -> None:
    """A column says badge or how many steps; a student's page has the steps in words."""
    page = whole_report([described(), badge()])
    text = " ".join(page.split())
    for word in ('<td class="num">1 of 4</td>', '<td class="num">badge</td>'):
        assert word in text
    assert "Ritual: 1 of 4 steps done." in text
    assert "fill_gaps leaves x as the original does" in text
    assert "Note: R1: code cell 1: left out" in text
    assert "Ritual" not in whole_report([working()])


def test_gradebook_and_table() -> None:
    """One column each, only where a topic has a ritual."""
    rows = list(csv.DictReader(io.StringIO(gradebook([described(), badge()]))))
    assert [row["makemore4 ritual"] for row in rows] == ["1 of 4", "badge"]
    assert "ritual" not in gradebook([working()])
    assert "ritual" in class_table([described()])[0]
    assert "ritual" not in class_table([working()])[0]


def test_it_changes_no_points() -> None:
    """With or without, points and the record's own totals are the same."""
    with_ritual, without = described("A"), done("A")
    assert (with_ritual.points, with_ritual.earned) == (without.points, without.earned)
    assert decode(encode(with_ritual)) == with_ritual
    assert student_view(with_ritual).topics[0].ritual == ritual_of(with_ritual)


def test_the_state_of_all_steps() -> None:
    """Not begun, begun and right so far, begun and wrong, done."""
    ritual = ritual_of(described())
    assert ritual.state == "fail"
    ritual.steps[1].state = "pass"
    assert ritual.state == "partial"
    assert not ritual.badge
    assert ritual_of(badge()).state == "pass"
    assert ritual_of(badge()).badge
