"""exercises/README.md names every line of the study plan, and only what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.course import Course, Topic
from grader.grade.question_contract import PLAN

PREFIXES = {"micrograd": "MG", "makemore1": "M1", "makemore2": "M2", "makemore3": "M3"}
PREFIXES |= {"makemore4": "M4", "makemore5": "M5", "calculus_and_descent": "CD"}
PREFIXES |= {"tabular_from_scratch": "TB", "mnist_basics": "MN"}
_REF = re.compile(r"\b([A-Z][A-Z0-9])-([EQX])(\d+)(?: to \1-\2(\d+))?")


@pytest.fixture(scope="module")
def page(course: Course) -> str:
    """The study plan as it is written."""
    return (course.root / "exercises" / "README.md").read_text(encoding="utf-8")


def rows(page: str, start: str) -> dict[str, list[str]]:
    """The rows of the table whose header begins with `start`, by their first cell."""
    lines = page.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith(f"| {start}"))
    found = {}
    for line in lines[at + 2 :]:
        if not line.startswith("|"):
            break
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        found[cells[0]] = cells
    return found


def refs(text: str) -> set[str]:
    """Every ref in `text`, ranges written out."""
    found = set()
    for prefix, kind, first, last in _REF.findall(text):
        found |= {f"{prefix}-{kind}{n}" for n in range(int(first), int(last or first) + 1)}
    return found


def refs_of(topic: Topic) -> set[str]:
    """The refs of a topic's tasks, questions and prompts."""
    tasks = {task.ref for task in topic.tasks.values()}
    sheet = topic.sheet
    return tasks | {q.id for q in sheet.questions} | {p.id for p in sheet.prompts}


def test_every_line_of_the_plan_has_its_row(page: str) -> None:
    """No line is left out, and none is invented."""
    assert set(rows(page, "line")) == PLAN


def test_topics_stand_in_order_with_their_hours(page: str, course: Course) -> None:
    """A topic that is there is linked, with the hours of its manifest; others are to come."""
    table = rows(page, "topic")
    linked = [re.sub(r"\[(\w+)\].*", r"\1", name) for name in table if name.startswith("[")]
    assert linked == list(course.topics)
    for name, cells in table.items():
        topic = re.match(r"\[?(\w+)", name)
        assert topic
        if topic[1] in course.topics:
            assert cells[3] == course.topics[topic[1]].hours
        else:
            assert "to come" in name


def test_what_is_named_exists(page: str, course: Course) -> None:
    """Outside of brackets stands what a topic of this course has, inside what is still to come."""
    known = {ref for topic in course.topics.values() for ref in refs_of(topic)}
    there = {PREFIXES[topic] for topic in course.topics}
    for line, cells in rows(page, "line").items():
        text = re.sub(r"\[(\w+)\]\(\w+/README.md\)", r"\1", " ".join(cells[2:]))
        coming = " ".join(re.findall(r"\[[^\]]*\]", text))
        named = refs(re.sub(r"\[[^\]]*\]", "", text))
        assert named <= known, f"{line}: {sorted(named - known)}"
        early = {ref for ref in refs(coming) if ref.partition("-")[0] in there}
        assert not early, f"{line}: {sorted(early)} are there"


def test_every_question_is_found_from_its_line(page: str, course: Course) -> None:
    """The row of a line that a question says it answers names its topic or the question itself."""
    table = rows(page, "line")
    for topic in course.topics.values():
        for question in topic.sheet.questions:
            for line in question.plan:
                cells = " ".join(table[line])
                named = question.id in refs(cells) or topic.id in cells
                assert named or "every topic" in cells or "five makemore" in cells, (
                    f"{line} does not name {question.id} of {topic.id}"
                )


def test_links_lead_somewhere(page: str, course: Course) -> None:
    """Every link is a file."""
    folder = course.root / "exercises"
    links = re.findall(r"\]\(([\w/.]+)\)", page)
    assert not [link for link in links if not Path(folder, link).is_file()]
