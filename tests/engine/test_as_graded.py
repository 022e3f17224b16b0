"""What pytest says of an odd file on a laptop, `grader grade` says in the same words."""

from __future__ import annotations

import contextlib
from types import ModuleType
from typing import Any

import msgspec
import pytest
import torch
from tests.course_copy import change
from tests.engine.mini_course import SOLUTION, hand_in, write_mini
from tests.forks import run_in_forks

from classroom.grade.batch import grade_all
from classroom.grade.submission import Job
from grader.check.backend import TrustedBackend
from grader.course.manifest import Course
from grader.record import TopicResult
from grader.sandbox import execute
from grader.sandbox.execute import Request
from grader.stored import read

# Submission -> (what stands at the top of mini.py, what stands at the top of `double`).
ODD: dict[str, tuple[str, str]] = {
    "plot": ("import matplotlib.pyplot as plt\nplt.figure(figsize=(3, 3))\n", ""),
    "plot-in-a-call": (
        "",
        "import matplotlib.pyplot as plt; fig, ax = plt.subplots(); ax.plot([1], [x]); plt.show()",
    ),
    "plot-of-parts": (
        "from matplotlib import pyplot as plt\nimport matplotlib.animation as anim\n"
        "import seaborn as sns\nfrom graphviz import Digraph\nplt.rcParams['figure.dpi'] = 90\n"
        "axes = plt.subplots(2, 3)[1]\naxes[0][1].imshow([[1]])\ndot = Digraph(format='svg')\n",
        "",
    ),
    "bar": (
        "from tqdm import tqdm, trange\nfrom tqdm.auto import tqdm as bar\n",
        "p = tqdm([1, 2], desc='x'); p.set_description('y'); x = x * [*bar(p), *trange(3)][0]",
    ),
    "helper": ("from exercises.mini.helper import two\n", ""),
    "helper-module": ("from exercises.mini import helper\n", ""),
    "helper-relative": ("from .helper import two\n", ""),
    "helper-in-a-call": ("", "import exercises.mini.helper"),
    "beside": ("import helper_beside\n", ""),
    "package": ("import no_package_of_this_name as pd\n", ""),
    "installed": ("import pluggy\n", ""),
    "tried": ("try:\n    import no_package\nexcept ImportError:\n    no_package = None\n", ""),
    "other-topic": ("from exercises.other import thing\n", ""),
    "asks": ("", "x = float(input('x? '))"),
    "asks-first": ("x = input()\n", ""),
    "exits": ("", "raise SystemExit(0)"),
    "exits-first": ("import sys\nsys.exit()\n", ""),
    "prints": ("print('hello')\n", "print(x)"),
    "half-line": ("def half_a_line(:\n", ""),
    "no-value": ("", "return"),
    "raises": ("", "return x.grad"),
    "skips": ("", "import pytest; pytest.skip('no')"),
}
# The same of files that only a laptop has: there are no words for what a jail does not let through.
OPENS = {
    "names": ("words = open('names.txt').read().splitlines()\n", ""),
    "names-in-a-call": ("from pathlib import Path\n", "Path('names.txt').read_text()"),
    "writes": ("", "open('log.txt', 'w').write(str(x))"),
    "own-text": ("text = open(__file__).read()\n", ""),
}
RIGHT = {"plot", "plot-in-a-call", "plot-of-parts", "bar", "tried", "prints"}
HELPER = "exercises/mini/helper.py is not handed in; topic.toml lists what is"


def text(top: str, first: str) -> str:
    """The solution with these lines in it."""
    body = f"    {first}\n" if first else ""
    return top + SOLUTION.replace("def double(x):\n", f"def double(x):\n{body}", 1)


def said(topic: TopicResult) -> Any:
    """All of a topic but what a laptop shows as it comes: the output."""
    data = msgspec.to_builtins(topic)
    for task in data["tasks"]:
        for check in task["checks"]:
            check.pop("output", None)
    return data


@pytest.fixture(scope="module")
def verdicts(
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, tuple[TopicResult, TopicResult]]:
    """Submission -> its topic on a laptop, where a helper stands beside it, and at grading."""
    folder = tmp_path_factory.mktemp("odd")
    course = write_mini(folder / "course")
    for name, lines in (ODD | OPENS).items():
        hand_in(folder / "class" / name, text(*lines))
        laptop = write_mini(folder / "laptops" / name)
        (laptop / "exercises/mini/mini.py").write_text(text(*lines))
        for helper in ("exercises/mini/helper.py", "helper_beside.py", "names.txt"):
            (laptop / helper).write_text("two = 2\n")
        change(laptop / "pyproject.toml", "\n", '\npythonpath = ["."]\n')
    arguments = ["exercises/mini", "tests/hidden/mini", "--record", "record.json"]
    command = ["pytest", "--import-mode=importlib", *arguments]
    (folder / "logs").mkdir()
    run_in_forks(folder / "logs", [(folder / "laptops" / name, command) for name in ODD | OPENS])
    jobs = [Job(folder / "class" / name, name, ("mini",)) for name in ODD | OPENS]
    graded = {
        one.job.student: one.record for one in grade_all(course, jobs, secret=None, workers=1)
    }
    found = {}
    for name, record in graded.items():
        assert record is not None
        laptop = read(folder / "laptops" / name / "record.json")
        found[name] = laptop.topics[0], record.topics[0]
    return found


@pytest.mark.parametrize("name", ODD)
def test_a_laptop_says_what_grading_says(
    verdicts: dict[str, tuple[TopicResult, TopicResult]], name: str
) -> None:
    """The same states in the same words, and a plot or a bar costs nothing."""
    _laptop, graded = verdicts[name]
    mine, theirs = map(said, verdicts[name])
    for one, other in zip(mine.pop("tasks"), theirs.pop("tasks"), strict=True):
        for ours, judged in zip(one.pop("checks"), other.pop("checks"), strict=True):
            assert ours == judged
        assert one == other
    assert mine == theirs
    assert all(task.state == "pass" for task in graded.tasks) == (name in RIGHT)


@pytest.mark.parametrize("name", OPENS)
def test_a_file_that_only_a_laptop_has_is_refused_there_too(
    verdicts: dict[str, tuple[TopicResult, TopicResult]], name: str
) -> None:
    """The same states and the same advice; a file's own text is there in both places."""
    mine, theirs = (
        [(check.state, check.pattern) for task in topic.tasks for check in task.checks]
        for topic in verdicts[name]
    )
    assert mine == theirs
    assert ({state for state, _ in mine} == {"pass"}) == (name == "own-text")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("helper", HELPER),
        ("helper-module", HELPER),
        ("helper-relative", HELPER),
        ("helper-in-a-call", HELPER),
        ("package", "no_package_of_this_name is not there at grading: of packages it has torch"),
        ("beside", "helper_beside is not there at grading"),
        ("asks", "input() asks a person, and nobody is there while checks run"),
        ("asks-first", "input() asks a person, and nobody is there while checks run"),
    ],
)
def test_the_reason_is_named(
    verdicts: dict[str, tuple[TopicResult, TopicResult]], name: str, words: str
) -> None:
    """What is missing, and what counts instead."""
    checks = [check for task in verdicts[name][0].tasks for check in task.checks]
    assert any(words in check.summary for check in checks)


def test_the_process_is_as_before() -> None:
    """Outside of a call imports and input() are Python's own, after an error too."""
    before = (__import__, input)
    with contextlib.suppress(KeyError), execute._as_graded("exercises.mini.mini", {"x"}):
        assert __import__ is not before[0]
        raise KeyError
    assert (__import__, input) == before


def test_autograds_switch_is_back_after_a_call(course: Course) -> None:
    """A function that leaves it off would take the gradients from every later check."""
    topic = course.topic("makemore1")
    [file, *_] = topic.files
    module = ModuleType("left_off")
    module.nll = lambda: bool(torch.set_grad_enabled(False))  # type: ignore[attr-defined]
    reply = TrustedBackend({file.name: module}).ask(file, Request("call", "left_off", "nll"), 1.0)
    assert torch.is_grad_enabled()
    assert reply.failure is None
