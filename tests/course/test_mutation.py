"""Changes of the reference are noticed (design, section 8, point 12).

All of them, those listed as equivalent too, are judged by test_every_variant_alone.
"""

from __future__ import annotations

import pytest
from tests.course.keep import COURSE, every_topic, kept

from classroom.author.survivors import MutationReport, judge_mutants, population
from classroom.author.trials import Bench
from grader.course.manifest import Course, Topic

SAMPLE = max(10, 60 // len(COURSE.topics))


@every_topic
def test_a_sample_of_mutants_is_killed(
    course: Course, bench: Bench, topic: Topic, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a fixed sample visible checks kill 90%, all checks all; the figures are printed."""
    mutants = population(course, topic)
    fates = judge_mutants(bench, course, topic, mutants.sample(SAMPLE))
    report = MutationReport(mutants, fates)
    with capsys.disabled():
        print("\n" + "\n".join(report.lines()))
    kept(report.problems())
