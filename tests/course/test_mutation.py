"""Changes of the reference are noticed (design, section 8, point 12)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.course.keep import COURSE, every_topic, kept

from classroom.author.mutants import Mutant
from classroom.author.survivors import MutationReport, Population, judge_mutants, population
from classroom.author.trials import Bench
from grader.course.manifest import Course, Topic

SAMPLE = max(10, 60 // len(COURSE.topics))


@every_topic
def test_a_sample_of_mutants_is_killed(
    course: Course, bench: Bench, topic: Topic, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a fixed sample visible checks kill 90%, all checks all; the figures are printed."""
    mutants = population(course, topic)
    judge_and_print(course, bench, mutants, mutants.sample(SAMPLE), capsys)


@pytest.mark.full
@every_topic
def test_mutants_are_killed(
    course: Course, bench: Bench, topic: Topic, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same for all mutants; those listed as equivalent survive."""
    mutants = population(course, topic)
    judge_and_print(course, bench, mutants, [*mutants.alive, *mutants.equivalent], capsys)


def judge_and_print(
    course: Course,
    bench: Bench,
    mutants: Population,
    chosen: Sequence[Mutant],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Judge the chosen mutants, print the figures, fail for what the contract does not allow."""
    report = MutationReport(mutants, judge_mutants(bench, course, mutants.topic, chosen))
    with capsys.disabled():
        print("\n" + "\n".join(report.lines()))
    kept(report.problems())
