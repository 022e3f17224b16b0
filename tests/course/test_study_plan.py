"""exercises/study_plan.toml has every line of the study plan, and names only what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from classroom.author.question_contract import PLAN
from grader.course.manifest import STUDENT_ROOT, Course
from grader.course.plan import Line, load_plan


@pytest.fixture(scope="module")
def plan(course: Course) -> dict[str, Line]:
    """The lines of the plan."""
    return {line.id: line for line in load_plan(course.root / STUDENT_ROOT)}


@pytest.fixture(scope="module")
def page(course: Course) -> str:
    """The study plan as a learner reads it."""
    return (course.root / STUDENT_ROOT / "README.md").read_text(encoding="utf-8")


def test_every_line_of_the_plan_is_there(plan: dict[str, Line]) -> None:
    """No line is left out, none is invented, and each leads to something to do, answer or tick."""
    assert plan.keys() == PLAN
    assert not [line.id for line in plan.values() if not (line.refs or line.by_hand)]


def test_topics_stand_in_order_with_their_hours(page: str, course: Course) -> None:
    """Every topic of the course has its row with a link and the hours of its manifest."""
    rows = re.findall(
        r"^\| \[(\w+)\]\(\1/README\.md\)[^|]*\|[^|]*\|[^|]*\| ([^|]+?) \|", page, re.M
    )
    assert rows == [(topic.id, topic.hours) for topic in course.topics.values()]


def test_every_question_is_found_from_its_line(plan: dict[str, Line], course: Course) -> None:
    """The line that a question says it answers names its topic or the question itself."""
    for topic in course.topics.values():
        for question in topic.sheet.questions:
            for name in question.plan:
                line = plan[name]
                found = question.id in line.refs or f"({topic.id}/" in line.where
                assert found or "every" in line.where or "five makemore" in line.where, (
                    f"{name} does not name {question.id} of {topic.id}"
                )


def test_links_lead_somewhere(page: str, course: Course) -> None:
    """Every link is a file."""
    folder = course.root / STUDENT_ROOT
    links = re.findall(r"\]\(([\w/.]+)\)", page)
    assert len(links) > 20
    assert not [link for link in links if not Path(folder, link).is_file()]
