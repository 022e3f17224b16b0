"""What every topic keeps (design, section 8, points 2 to 4 and 6 to 8)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import WORKERS
from tests.course.keep import every, every_topic, kept

from classroom.author import contract
from classroom.author.check_course import check_course
from classroom.author.contract import Problem
from classroom.author.driver_contract import driver_problems
from classroom.author.handout_contract import handout_problems, plan_problems
from classroom.author.ritual_contract import ritual_problems
from grader.course.manifest import Course, Topic

Verdict = Callable[[str | Path], list[Problem]]


@every_topic
def test_files_are_there_and_parse(course: Course, topic: Topic) -> None:
    """Every file that a topic needs is there, and Python can read it."""
    kept(contract.unreadable(course, topic))


@every_topic
def test_stub_and_reference_agree(course: Course, topic: Topic) -> None:
    """Names, signatures and docstrings are the same; the reference leaves nothing undone."""
    kept(contract.agreement(course, topic))


@every_topic
def test_tasks_are_complete(course: Course, topic: Topic) -> None:
    """Every task has a place in the handout, two hints that tell no solution, and points."""
    kept(contract.task_problems(course, topic))


@every_topic
def test_nothing_unexpected_in_a_topic(course: Course, topic: Topic) -> None:
    """The folders of a topic hold what belongs there and nothing else."""
    kept(contract.surplus(course, topic))


@every_topic
def test_the_handout_and_the_plan_know_every_task(course: Course, topic: Topic) -> None:
    """Tables give the points of topic.toml, and every task and question has a line of the plan."""
    kept(handout_problems(course, topic))


@every_topic
def test_drivers_give_no_verdict(course: Course, topic: Topic) -> None:
    """What runs in the student's process returns what it saw; the check compares."""
    kept(driver_problems(course, topic))


@every_topic
def test_the_reference_does_the_ritual(course: Course, topic: Topic) -> None:
    """Where there is a ritual, its manifest fits the notebook and the reference's copies pass."""
    kept(ritual_problems(course, topic))


def test_nothing_unexpected_between_topics(course: Course) -> None:
    """Beside the topics' folders there is nothing else."""
    kept(contract.strays(course))


def test_reference(verdict: Verdict) -> None:
    """The reference scores full; every task has visible and hidden checks with good titles."""
    kept(verdict("reference"))


def test_stubs(verdict: Verdict) -> None:
    """On untouched stubs every check is not_started."""
    kept(verdict("stubs"))


@every("alternative")
def test_alternative(verdict: Verdict, override: Path) -> None:
    """An alternative scores full and is taken for no mistake."""
    kept(verdict(override))


@every("mistake")
def test_mistake(verdict: Verdict, override: Path) -> None:
    """A mistake costs its own task points, no other, and a visible check names it."""
    kept(verdict(override))


@pytest.mark.full
def test_every_variant_alone(course: Course) -> None:
    """The same for each mistake in a submission of its own."""
    kept(check_course(course, list(course.topics), WORKERS, alone=True))


@every_topic
def test_variants_replace_what_there_is(course: Course, topic: Topic) -> None:
    """A topic has at least 3 alternatives and 12 mistakes, of each task one; each name is known."""
    kept(contract.override_problems(course, topic))


def test_the_plan_names_what_there_is(course: Course) -> None:
    """No line of the study plan names a task, question or milestone that no topic has."""
    kept(plan_problems(course))
