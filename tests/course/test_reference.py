"""The reference under many secrets, and what its comparisons would wrongly accept (1 and 5)."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import pytest
from tests.conftest import ENDS, is_full
from tests.course.keep import kept

from classroom.author import verdicts
from classroom.author.audit import Asked, answers, doubts, exposed, requests, varying
from classroom.author.compose import Variant, unreported
from classroom.author.contract import Problem
from classroom.author.trials import Bench, Trial
from grader.check.backend import CHECK_BYTES
from grader.check.run import TopicRun
from grader.course.manifest import Course
from grader.sandbox.encode import Encoded
from grader.sandbox.payload import ANSWERED


def margins(course: Course, bench: Bench, reference: Variant, runs: int) -> dict[str, float]:
    """Check id -> the largest error in units of the tolerance, over `runs` secrets."""
    # Experiments are the same under every secret, and take longer than all checks together.
    files = unreported(course, reference.files)
    trials = [
        Trial(str(i), files, reference.topics, hashlib.sha256(b"%d" % i).digest())
        for i in range(runs)
    ]
    largest: dict[str, float] = {}
    problems: list[Problem] = []
    for _trial, record in bench.grade(trials):
        for topic in record.topics:
            problems += [*verdicts.full(course, reference, topic), *verdicts.too_near(topic)]
            for check in (check for task in topic.tasks for check in task.checks):
                if check.margin is not None:
                    largest[check.id] = max(check.margin, largest.get(check.id, 0.0))
    kept(sorted(set(problems), key=str))
    return largest


def test_reference_is_right_for_any_secret(
    course: Course, bench: Bench, own: list[Variant]
) -> None:
    """The reference scores full for a secret, far from the tolerance; for 50: `make full`."""
    assert margins(course, bench, own[0], runs=1)


@pytest.mark.full
def test_reference_is_right_for_50_secrets(
    course: Course, bench: Bench, own: list[Variant], capsys: pytest.CaptureFixture[str]
) -> None:
    """The same for 50 secrets; the largest error of every check is printed."""
    largest = margins(course, bench, own[0], runs=50)
    with capsys.disabled():
        print("\nlargest error over 50 secrets, in units of the tolerance")
        for check, margin in sorted(largest.items(), key=lambda item: -item[1]):
            print(f"  {margin:.3f}  {check}")


class Looked(NamedTuple):
    """What one run of the reference over a topic tells, of all that is asked below."""

    topic: str
    doubts: list[Problem]
    large: list[Problem]
    requests: list[tuple[str, str]]


def looked_at(run: TopicRun) -> list[Looked]:
    """What a finished run tells; it is asked where the values that were compared still are."""
    return [Looked(run.topic.id, doubts(run), large_answers(run), requests(run))]


@pytest.fixture(scope="module")
def looked(bench: Bench, own: list[Variant]) -> list[Looked]:
    """One run of the reference over every topic, for all who look at it."""
    trial = Trial(own[0].name, own[0].files, own[0].topics)
    found = [one for _trial, each in bench.examine(looked_at, [trial]) for one in each]
    assert [one.topic for one in found] == list(own[0].topics)
    return found


def test_no_comparison_is_too_wide(looked: list[Looked]) -> None:
    """No comparison accepts 1% more, zeros, the transpose or shuffled entries."""
    kept(problem for each in looked for problem in each.doubts)


def test_what_a_check_asks_follows_from_its_seed(
    bench: Bench,
    own: list[Variant],
    looked: list[Looked],
    pytestconfig: pytest.Config,
) -> None:
    """Run again, in another order of the topics, each check asks the same.

    Of every second topic; in `make full` of all.
    """
    one = {each.topic: each.requests for each in looked}
    topics = own[0].topics[:: -1 if is_full(pytestconfig) else -2]
    trials = [Trial(topic, own[0].files, (topic,)) for topic in topics]
    kept(
        problem
        for trial, again in bench.examine(requests, trials)
        for problem in varying(one[trial.name], again)
    )


def test_no_answer_was_given_before(
    course: Course, bench: Bench, own: list[Variant], pytestconfig: pytest.Config
) -> None:
    """No task can be answered from what its child was given in earlier calls.

    Of all topics in `make full`; `grader course check` asks the same of the topic at hand.
    """
    reference = own[0]
    trials = [
        Trial(str(number), reference.files, (topic,), hashlib.sha256(b"%d" % number).digest())
        for topic in (reference.topics if is_full(pytestconfig) else ENDS[:1])
        for number in range(2)
    ]
    runs: dict[str, list[list[Asked]]] = {}
    for trial, found in bench.examine(answers, trials):
        runs.setdefault(trial.topics[0], []).append(found)
    kept(problem for topic, (one, other) in runs.items() for problem in exposed(topic, one, other))


def large_answers(run: TopicRun) -> list[Problem]:
    """The checks of a finished run with answers of more than a tenth of what may be answered."""
    found = []
    for check_id, trace in run.traces.items():
        answers = [Encoded(called.result) for called in trace.calls]
        shares = [
            sum(len(each.raw) + len(each.structure) for each in answers) / CHECK_BYTES,
            *(len(each.raw) / ANSWERED.raw for each in answers),
            *(len(each.structure) / ANSWERED.structure for each in answers),
            *(each.containers / ANSWERED.containers for each in answers),
        ]
        if max(shares) > 0.1:
            what = f"is answered with {max(shares):.0%} of what may be answered"
            found.append(Problem(check_id, what, "ask for less, or for a part of it"))
    return found


def test_no_answer_comes_near_to_what_may_be_answered(looked: list[Looked]) -> None:
    """A wrong answer of ten times the size of the right one can still be read and explained."""
    kept(problem for each in looked for problem in each.large)
