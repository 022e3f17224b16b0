"""What every experiment keeps: right reports are accepted, wrong ones refused with the reason."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.course.keep import COURSE, every_topic, kept
from tests.course.test_generated import SETTINGS, computes_as

from classroom.author.build import importable
from classroom.author.experiment_contract import ExperimentTrial, experiment_problems
from grader.course.manifest import Course, Topic

TOPICS = [topic for topic in COURSE.topics.values() if topic.experiments]
# A run takes seconds, but milliseconds in this topic: `make test` looks at it, `make full` at all.
# The reports of the reference are judged in both, with the class that holds everything.
QUICK = "calculus_and_descent"
with_experiments = pytest.mark.parametrize("topic", TOPICS, ids=[topic.id for topic in TOPICS])
each_in_full = pytest.mark.parametrize(
    "topic",
    [
        pytest.param(topic, id=topic.id, marks=[pytest.mark.full] * (topic.id != QUICK))
        for topic in TOPICS
    ],
)


@every_topic
def test_experiments_are_complete(course: Course, topic: Topic) -> None:
    """Manifest, experiments.py, the key and the reference's report agree."""
    with importable(course):
        kept(experiment_problems(course, topic))


@each_in_full
def test_verdicts_on_experiments(
    course: Course, topic: Topic, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every right report is accepted, every wrong one refused; a topic takes 20 s at the most."""
    trial = ExperimentTrial(course, topic)
    with importable(course):
        kept(trial.problems())
    with capsys.disabled():
        each = ", ".join(f"{name} {seconds:.1f}" for name, seconds in trial.seconds.items())
        print(f"\n{topic.id}: {sum(trial.seconds.values()):.1f} s for all experiments ({each})")


@pytest.mark.full
@pytest.mark.parametrize("setting", SETTINGS)
@with_experiments
def test_the_reference_report_holds_on_other_processors(
    root: Path, topic: Topic, setting: str
) -> None:
    """Each number is found again, however torch computes."""
    found = run_anew(root, topic.id, computes_as(setting))
    assert found == {spec.ref: [] for spec in topic.experiments.values()}


def run_anew(root: Path, topic: str, environment: dict[str, str]) -> dict[str, list[str]]:
    """Ref -> what is wrong with the reference's report, in a process that computes so."""
    code = (
        "import json, sys; from pathlib import Path;"
        "from grader.course.manifest import load_course;"
        "from classroom.author.experiment_contract import ExperimentTrial;"
        "root = Path(sys.argv[1]); sys.path.insert(0, str(root)); course = load_course(root);"
        "found = ExperimentTrial(course, course.topic(sys.argv[2])).reports();"
        "print(json.dumps({ref: list(map(str, said)) for ref, said in found}))"
    )
    command = [sys.executable, "-c", code, str(root), topic]
    done = subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)
