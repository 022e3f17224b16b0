"""What the questions of every topic keep; topics without any have nothing to keep."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.course.keep import COURSE, every_topic, kept

from classroom.author import question_contract
from classroom.grade.key import load_key
from grader.course.manifest import Course, Topic


@every_topic
def test_questions(course: Course, topic: Topic) -> None:
    """20 points; every part keyed, every wrong choice with its sentence, which that choice opens
    and no other answer does; numbers, shapes and lists computed by code; figures there; plan lines
    known; the empty sheets empty.
    """
    kept(question_contract.question_problems(course, topic))


@pytest.mark.full
@every_topic
def test_figures_are_drawn_by_their_script(topic: Topic, course: Course, tmp_path: Path) -> None:
    """reference/<topic>/figures.py, run anew, draws the figures of the questions and no other.

    Not compared byte for byte: the last digit of a number in them may depend on the CPU.
    """
    figures = {question.figure for question in topic.sheet.questions} - {""}
    if not figures:
        pytest.skip("the questions of this topic show no figure")
    for folder in ("exercises", "reference"):
        shutil.copytree(course.root / folder, tmp_path / folder)
    folder = tmp_path / "exercises" / topic.id
    for figure in figures:
        (folder / figure).unlink()
    subprocess.run([sys.executable, tmp_path / "reference" / topic.id / "figures.py"], check=True)
    drawn = {path.relative_to(folder).as_posix() for path in folder.glob("figures/*")}
    assert drawn == figures


def test_with_deadlines_nothing_sealed_is_shipped(course: Course) -> None:
    """The policy of course.toml fits its deadlines."""
    kept(question_contract.policy_problems(course))


def test_no_place_and_no_length_gives_the_answer_away(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    """Prints how often the first, second ... and the longest choice is right, over all topics."""
    topics = [(topic, load_key(course, topic)) for topic in COURSE.topics.values()]
    places, longest, total = question_contract.choice_places(topics)
    shares = [f"{'ABCDEFGH'[at]} {places[at]}" for at in sorted(places)]
    with capsys.disabled():
        print(f"\nof {total} choices to make, right is: {', '.join(shares)}; longest {longest}")
    assert total
    # By chance alone a quarter each; with few questions it takes more to speak of a pattern.
    allowed = 0.25 + 0.75 / total**0.5
    assert max(places.values()) / total <= allowed
    assert longest / total <= 0.4
