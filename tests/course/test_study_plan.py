"""exercises/study_plan.toml has every line of the study plan, and names only what is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.course.keep import every_topic, kept
from tests.course_copy import copy_course

from classroom.author.handout_contract import handout_problems, questionnaire_problems
from classroom.author.question_contract import PLAN
from classroom.pages.sources import FILE, load_sources
from grader.course.manifest import STUDENT_ROOT, Course, Topic, load_course
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


@every_topic
def test_everything_has_a_place_where_it_is_watched_or_read(course: Course, topic: Topic) -> None:
    """Tasks and questions stand in sources.toml, as do stamps and headings of questions."""
    assert load_sources(topic).sources
    kept(handout_problems(course, topic))


def test_each_question_of_the_chapter_is_met_or_left_out_with_a_reason(course: Course) -> None:
    """All 37 of fastbook's chapter 4."""
    kept(questionnaire_problems(course))


def test_a_row_that_names_what_is_not_there_is_told(course: Course, tmp_path: Path) -> None:
    """A task that is gone, a stamp and a heading that no row has, a question without a row."""
    copy = load_course(copy_course(course.root, tmp_path / "course", ["makemore2"]))
    topic = copy.topic("makemore2")
    path = topic.folder / FILE
    text = path.read_text()
    for old, new in (
        ('"build_dataset"', '"build_data"'),
        ('at = "45:40"', 'at = "45:41"'),
        ('"9 > Categorical Embeddings"', '"9 > Embeddings"'),
        ('"M2-Q10"', '"M2-Q8"'),
    ):
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)
    told = [
        problem.what for problem in handout_problems(copy, topic) if problem.where.endswith(FILE)
    ]
    assert told == [
        "there is no task build_data",
        "no row names the task build_dataset",
        "no row names the question M2-Q10",
        "M2-Q6 points to 45:40 of TCH_1BHY58I, which no row does",
        "M2-Q13 names fastbook's 9 Tabular Modeling Deep Dive > Categorical Embeddings, "
        "which no row does",
    ]


@every_topic
def test_a_handout_shows_its_idea(topic: Topic) -> None:
    """One picture or more that is there, with a text that says what it shows."""
    handout = (topic.folder / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[([^\]]*)\]\(([\w./]+)\)", handout)
    assert shown
    for says, name in shown:
        assert (topic.folder / name).is_file()
        assert len(says) > 40


@pytest.mark.full
def test_the_pictures_are_drawn_by_their_script(root: Path, tmp_path: Path) -> None:
    """reference/ideas.py draws idea.svg for all topics but makemore4, and nothing else."""
    subprocess.run([sys.executable, root / "reference/ideas.py", "--out", tmp_path], check=True)
    drawn = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.svg")}
    there = {
        path.relative_to(root / STUDENT_ROOT).as_posix()
        for path in root.glob("exercises/*/idea.svg")
    }
    assert drawn == there
    assert len(drawn) == 8
