"""What several topics ask for is asked in the same words, and judged in the same way."""

from __future__ import annotations

import ast
import re

import pytest
import torch
from exercises.makemore1.cases import table_of, whole
from tests.course.keep import COURSE, every_topic

from classroom.author.compose import laid_over, solutions, unreported
from classroom.author.trials import Bench, Trial
from grader.check.source import definitions_in
from grader.course.manifest import Course, Topic
from grader.course.questions import load_sheet
from grader.learn.names import named

RULE = (
    "An answer is right if each entry differs from the right entry by at most 1e-5 times the "
    "largest entry of the right answer. This is the limit for float32 and for float64. A float64 "
    "result that is less exact than 1e-9 is accepted too, with a note."
)


@every_topic
def test_every_handout_has_the_rule_about_precision(topic: Topic) -> None:
    """Where tensors are compared, it is one rule in one wording."""
    if topic.id == "micrograd":
        pytest.skip("has no tensors; its numbers are Python's")
    text = (topic.folder / "README.md").read_text(encoding="utf-8")
    assert RULE in re.sub(r"\s+", " ", text)


@every_topic
def test_a_handout_counts_points_as_pytest_does(topic: Topic) -> None:
    """Tasks, experiments and questions apart, and their sum."""
    tasks = sum(task.points for task in topic.tasks.values())
    tried = sum(spec.points for spec in topic.experiments.values())
    asked = sum(question.points for question in load_sheet(topic.folder).questions)
    text = re.sub(r"\s+", " ", (topic.folder / "README.md").read_text(encoding="utf-8"))
    plural = "s" if len(topic.experiments) > 1 else ""
    tries = f"{tried} for the experiment{plural}, " if tried else ""
    parts = f"{tasks} points for the tasks, {tries}{asked} for the questions."
    assert f"**Pass mark** {topic.pass_mark} of {tasks + tried + asked}: {parts}" in text
    assert not tried or f"{tried} of the {tasks + tried + asked} points" in text


@every_topic
def test_the_example_of_a_handout_picks_a_part(topic: Topic) -> None:
    """The word after -k is a task, or some of the checks have it in their names, but not all."""
    text = (topic.folder / "README.md").read_text(encoding="utf-8")
    [word] = re.findall(rf"^pytest exercises/{topic.id} -k (\S+)", text, re.M)
    checks = [
        f"{path.name}::{name}".lower()
        for path in topic.folder.glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.M)
    ]
    # pytest looks at the folder's name as well.
    picked = [check for check in checks if word.lower() in f"{topic.id}/{check}"]
    assert named([topic], word, loose=False) or 0 < len(picked) < len(checks) / 2


def test_sigmoid_is_one_function() -> None:
    """Two topics ask for it, with the same promises."""
    said = set()
    for topic, file in (("tabular_from_scratch", "linear.py"), ("mnist_basics", "linear_model.py")):
        path = COURSE.topic(topic).folder / file
        found = definitions_in(ast.parse(path.read_text(encoding="utf-8")))
        said.add(ast.get_docstring(found["sigmoid"]))
    assert len(said) == 1


@pytest.mark.parametrize("dtype", [torch.int8, torch.uint8, torch.int16, torch.int32, torch.int64])
def test_counts_may_have_fewer_bits(dtype: torch.dtype) -> None:
    """As the docstring of bigram_counts says; a dtype with fractions stays what it is."""
    right = table_of(torch.tensor([[1, 2, 0]]), 2)
    assert torch.equal(whole(right.to(dtype)), right)
    assert whole(right.float()).dtype == torch.float32


SIGMOIDS = {
    "plain": "1 / (1 + torch.exp(-x))",
    "of the library": "torch.sigmoid(x)",
    "cut at 15": "1 / (1 + torch.exp(-x.clamp(-15, 15)))",
    "cut at 80": "1 / (1 + torch.exp(-x.clamp(-80, 80)))",
    "by tanh": "0.5 * (1 + torch.tanh(x / 2))",
}


@pytest.mark.full
@pytest.mark.parametrize("way", SIGMOIDS)
def test_sigmoid_is_judged_alike(course: Course, bench: Bench, way: str) -> None:
    """Each way of writing it earns the same share of its points in both topics."""
    shares = set()
    for name in ("tabular_from_scratch", "mnist_basics"):
        topic = course.topic(name)
        text = f"def sigmoid(x):\n    return {SIGMOIDS[way]}\n"
        right = unreported(course, solutions(course, topic))
        files = right | laid_over(topic, right, [text])
        [(_, record)] = bench.grade([Trial(way, files, (name,))])
        [task] = [task for task in record.topics[0].tasks if task.id == "sigmoid"]
        shares.add(task.earned / task.points)
    assert len(shares) == 1
