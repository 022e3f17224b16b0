"""Files that leave nothing behind share a child; whoever writes another gets a child a file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
import pytest

from classroom.author.compose import solutions, with_override
from classroom.grade import judge as judging
from classroom.grade.judge import Judge
from grader.check import backend
from grader.check.pool import Pool
from grader.check.workspace import GIVEN, copy_given
from grader.course.manifest import STUDENT_ROOT, Course, Topic, load_course
from grader.record import TopicResult
from grader.repository.collect import Collected
from grader.sandbox.sharing import share_a_child

TOPIC = "makemore4"
# Its first file forbids more than the other four, and the last task of the last one nothing.
CHILDREN = 3
FILE = f"exercises/{TOPIC}/linear_tanh_steps.py"
# Each leaves something that another file would find in the same process.
LEFT = {
    "a setting": "torch.set_default_dtype(torch.float64)",
    "a setting in a function": "def fast():\n    torch.set_num_threads(4)",
    "a setting, imported": "from torch import set_default_dtype as f",
    "a generator that all share": "def draw():\n    torch.manual_seed(1)",
    "a function of torch": "def f():\n    torch.tanh = print",
    "a function of torch under another name": "def f():\n    F.relu = print",
    "a method of tensors": "torch.Tensor.twice = lambda x: 2 * x",
    "a method, by setattr": "def f():\n    setattr(torch.Tensor, 'twice', print)",
    "a name that is gone": "def f():\n    del torch.tanh",
    "an entry of a library's": "def f():\n    torch.__dict__['tanh'] = print",
    "an entry of what is given": "from exercises.data import x\ndef f():\n    x['a'] = 1",
    "a call while it is imported": "print('here')",
    "a loop while it is imported": "for i in range(3):\n    i",
    "a value that something makes": "g = torch.Generator()",
    "a value that a library makes": "names = open('names.txt')",
    "Python's own settings": "import sys",
    "what runs at the end": "import atexit",
    "what is not known": "from mylib import helper",
    "a text that runs": "def f():\n    exec('import sys')",
    "a try around an import": "try:\n    import numba\nexcept ImportError:\n    numba = None",
}
# None of these reaches what is not the file's own.
KEPT = {
    "imports": "import math\nimport torch.nn as nn\nfrom exercises.data import load_names",
    "constants": "SIZE = 27\nNAMES = ['a', 'b']\nHALF: float = 1 / 2",
    "tables of constants": "ids = {c: i for i, c in enumerate(sorted(list('abc')))}",
    "a class that changes itself": "class A:\n    def f(self):\n        self.x[1] = 1",
    "a gradient": "def f(p):\n    p.data -= p.grad\n    p.grad = None",
    "a generator of its own": "def f():\n    return torch.Generator().manual_seed(7)",
    "a generator that is handed in": "def f(g):\n    g.manual_seed(7)",
    "a decorator": "@torch.no_grad()\ndef f():\n    return 1",
    "the part for python file.py": "if __name__ == '__main__':\n    print(1)",
    "a try in a function": "def f():\n    try:\n        return 1\n    finally:\n        f",
    "its own name": "count = 0\ndef f():\n    global count\n    count += 1",
}


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_what_may_leave_something_behind_is_alone(text: str) -> None:
    """One such file among others, and every file has its own child."""
    plain = ast.parse("import torch\nimport torch.nn.functional as F\n")
    assert share_a_child([plain, plain])
    assert not share_a_child([plain, ast.parse(f"{ast.unparse(plain)}\n{text}\n")])


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_what_keeps_to_itself_shares(text: str) -> None:
    """What solutions are made of; a file that does not parse runs nothing at all."""
    assert share_a_child([ast.parse(f"import torch\n{text}\n"), None])


class Counted:
    """A judge of `course`, and how many children each submission had."""

    def __init__(self, course: Course, folder: Path) -> None:
        copy_given(course.root / STUDENT_ROOT, course.topics.values(), folder / GIVEN)
        self.judge = Judge(course, b"shared" * 6, folder)
        self.children = 0

    def grade(self, topic: Topic, files: dict[str, str]) -> TopicResult:
        """The result of `files`."""
        made = backend.Child

        def counted(*args: Any) -> backend.Child:
            self.children += 1
            return made(*args)

        self.children = 0
        collected = Collected("ada", "", files={p: t.encode() for p, t in files.items()})
        with mock.patch.object(backend, "Child", counted):
            return self.judge.grade_topic(collected, topic).topic


@pytest.fixture
def counted(course: Course, tmp_path: Path) -> Iterator[Counted]:
    """A judge whose children are counted."""
    counted = Counted(course, tmp_path)
    with counted.judge:
        yield counted


def _lost(result: TopicResult) -> dict[str, str]:
    return {task.id: task.state for task in result.tasks if task.state != "pass"}


def test_a_child_for_each_set_of_what_is_forbidden(course: Course, counted: Counted) -> None:
    """Our own solution has one child for the first file, and one for most of what follows."""
    topic = course.topic(TOPIC)
    assert _lost(counted.grade(topic, solutions(course, topic))) == {}
    assert counted.children == CHILDREN


def test_what_one_file_does_to_torch_costs_no_other(course: Course, counted: Counted) -> None:
    """A default that another file would fall over is gone when that one runs."""
    topic = course.topic(TOPIC)
    files = solutions(course, topic)
    files[FILE] += (
        "\n\ntorch.set_default_dtype(torch.float64)\ntorch.tanh = torch.Tensor.tanh = None\n"
    )
    lost = _lost(counted.grade(topic, files))
    own = {task.id for file in topic.files if FILE.endswith(file.name) for task in file.tasks}
    assert set(lost) <= own
    assert counted.children == CHILDREN + 3


def test_a_file_that_ends_its_process_costs_itself(course: Course, counted: Counted) -> None:
    """The others go on in a new child."""
    topic = course.topic(TOPIC)
    files = solutions(course, topic)
    name = topic.files[1].tasks[0].names[0]
    files[FILE] += f"\n\nimport os\n\ndef {name}(*given, **named):\n    os._exit(3)\n"
    assert list(_lost(counted.grade(topic, files)))[:1] == [topic.files[1].tasks[0].id]


def _compare(course: Course, topic: Topic, folder: Path, most: int) -> None:
    """Judge mistakes and alternatives in shared children and in their own: the same is found."""
    counted = Counted(course, folder)
    counted.judge.pool = Pool(limit=0)
    with counted.judge:
        for kind in ("alternatives", "mistakes"):
            for override in sorted((course.reference / topic.id / kind).glob("*.py"))[:most]:
                files = with_override(course, topic, override)
                shared = counted.grade(topic, files)
                with mock.patch.object(judging, "share_a_child", return_value=False):
                    alone = counted.grade(topic, files)
                assert msgspec.json.encode(shared) == msgspec.json.encode(alone), override


def test_a_shared_child_changes_no_verdict(course: Course, tmp_path: Path) -> None:
    """A mistake and an alternative are judged alike. The others, and other topics: `make full`."""
    fresh = load_course(course.root)
    _compare(fresh, fresh.topic(TOPIC), tmp_path, 1)


@pytest.mark.full
def test_a_shared_child_changes_no_verdict_in_any_topic(course: Course, tmp_path: Path) -> None:
    """The same for all mistakes and alternatives of the course."""
    fresh = load_course(course.root)
    for topic in fresh.topics.values():
        _compare(fresh, topic, tmp_path / topic.id, 1_000)
