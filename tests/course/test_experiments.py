"""What every experiment keeps: right reports are accepted, wrong ones refused with the reason.

`pytest tests/course/test_experiments.py -m "full or not full"` prints a line a topic of each.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from tests.conftest import is_full
from tests.course.keep import COURSE, every_topic, kept
from tests.course.test_generated import SETTINGS, computes_as

from classroom.author.build import importable
from classroom.author.compose import solutions
from classroom.author.experiment_contract import ExperimentTrial, experiment_problems
from classroom.author.trials import Bench, Trial
from grader.check.source import definitions_in
from grader.course.experiments import REPORT, ExperimentSpec
from grader.course.manifest import Course, Topic

TOPICS = [topic for topic in COURSE.topics.values() if topic.experiments]
SECRETS = [hashlib.sha256(b"%d" % number).digest() for number in range(50)]
# A run takes seconds, but milliseconds in this topic: `make test` looks at it, `make full` at all.
# The reports of the reference are judged in `make test` too, but for the slowest topics': with the
# class that holds everything.
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
    course: Course, topic: Topic, capsys: pytest.CaptureFixture[str], pytestconfig: pytest.Config
) -> None:
    """Every right report is accepted and every wrong one refused with its reason, under 50 secrets.

    What an experiment measures cannot depend on one: it is run with seeds that cannot be asked.
    """
    secrets = SECRETS if is_full(pytestconfig) else SECRETS[:1]
    trial = ExperimentTrial(course, topic, secrets=secrets)
    with importable(course):
        kept(trial.problems())
    tally, count = trial.tally, len(topic.experiments)
    with capsys.disabled():
        print(
            f"\n{topic.id}: {count} experiment{'s' * (count > 1)}, {len(secrets)} secrets; "
            f"right reports {tally.right:,}, held {tally.held:,}; "
            f"wrong reports {tally.wrong:,}, refused with their reason {tally.refused:,}; "
            f"CPU of one right report {sum(trial.seconds.values()):.1f} s "
            f"({', '.join(f'{name} {seconds:.1f}' for name, seconds in trial.seconds.items())})"
        )


@pytest.mark.full
@with_experiments
def test_the_reference_report_holds_in_the_jail(
    course: Course, topic: Topic, bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it is graded, under two secrets; how long its re-runs take is printed."""
    trials = [
        Trial(str(number), solutions(course, topic), (topic.id,), secret)
        for number, secret in enumerate(SECRETS[:2])
    ]
    took = []
    for _trial, record in bench.grade(trials):
        [found] = record.topics
        reported = [task for task in found.tasks if task.file == REPORT]
        assert {task.id for task in reported} == topic.experiments.keys()
        assert all(task.earned == task.points for task in reported)
        checks = [check.id for task in reported for check in task.checks]
        took.append(sum(record.timing.checks[check] for check in checks))
    with capsys.disabled():
        print(
            f"\n{topic.id}: re-run at grading, by the clock: "
            f"{' and '.join(f'{seconds:.1f} s' for seconds in took)}"
        )


def written_otherwise(course: Course, topic: Topic, spec: ExperimentSpec) -> list[Path]:
    """The two alternatives that write most of what an experiment runs in another way."""
    run, open_ = set[str](), [*spec.requires]
    while open_:
        task = topic.tasks[open_.pop()]
        run |= {name.partition(".")[0] for name in task.names}
        open_ += [other for other in task.requires if other not in open_]
    shared = {
        path: len(run & definitions_in(ast.parse(path.read_text(encoding="utf-8"))).keys())
        for path in sorted((course.reference / topic.id / "alternatives").glob("*.py"))
    }
    touching = [path for path in shared if shared[path]]
    return sorted(touching, key=lambda path: -shared[path])[:2]


@pytest.mark.full
@with_experiments
def test_right_code_in_another_form_finds_the_same(
    course: Course, topic: Topic, capsys: pytest.CaptureFixture[str]
) -> None:
    """With two alternatives of each experiment the reference's report holds, its goal with it."""
    asked: dict[Path, list[str]] = {}
    for name, spec in topic.experiments.items():
        found = written_otherwise(course, topic, spec)
        assert len(found) == 2, name
        for path in found:
            asked.setdefault(path, []).append(name)
    lines = []
    for path, names in asked.items():
        with importable(course):
            told = dict(ExperimentTrial(course, topic, path).reports(names))
        kept(problem for problems in told.values() for problem in problems)
        lines.append(f"{path.stem} ({', '.join(told)})")
    with capsys.disabled():
        print(f"\n{topic.id}: the report holds with {', '.join(lines)}")


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


NUMBER = re.compile(r"(?<![\w.,-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w,]*\d)")
# Of a loss, a slope, a share: results, which lie among the values of a setting.
RESULTS = {
    ("MN-L1", "0.01"),
    ("M2-L1", "0.08"),
    ("M2-L2", "4000"),
    ("M3-L2", "15"),
    ("M3-L3", "3.2"),
}


def numbers(text: str) -> set[str]:
    """The numbers of a text, as they are written but for commas."""
    return {found.replace(",", "") for found in NUMBER.findall(text)}


@every_topic
def test_no_explanation_says_which_settings_reach_the_goal(course: Course, topic: Topic) -> None:
    """It opens after the first run, and the goal is to be looked for after it.

    Settings are written with one or two digits, numbers that were found with more.
    """
    path = course.reference / topic.id / "experiments.toml"
    held = tomllib.loads(path.read_text()) if topic.experiments else {}
    for spec in topic.experiments.values():
        choices = [choice.text for choice in spec.predict.choices]
        settings = [f"{each.says} {each.range}" for each in spec.settings]
        said = [spec.question, spec.predict.text, *choices, *settings, *spec.task.hints]
        told = numbers(" ".join([*said, *map(str, spec.defaults.values())]))
        own = held[spec.id]
        reach = [each["settings"] for each in own["right"] if each["goal"]]
        for name, default in spec.defaults.items():
            values = [at[name] for at in reach if at.get(name, default) != default]
            if not values or isinstance(values[0], str):
                continue
            for text in (own[key] for key in spec.predict.keys):
                for number in numbers(text) - told:
                    short = len(number.replace(".", "").strip("0")) <= 2
                    near = min(values) / 1.3 <= float(number) <= max(values) * 1.3
                    if short and near:
                        assert (spec.ref, number) in RESULTS, f"{spec.ref}: {text}"
