"""A student repository of two small topics without torch, as a learner finds it."""

from __future__ import annotations

from pathlib import Path

from tests.course_copy import commit, git

from grader.course.manifest import load_course
from grader.repository import manifest

TASK = """\
[[files.tasks]]
id = "{0}"
ref = "{1}"
title = "{0}"
points = 2
hints = ["where of {1}", "idea of {1}"]
"""
TOPIC = """\
title = "{0}"
hours = "1"
pass_mark = 60
[[files]]
name = "own.py"
title = "own functions"
"""
PAIR = 'names = ["Pair.__init__", "Pair.total", "Pair.__neg__"]\n'
STUB = '''\
"""Numbers."""


def double(x):
    """Twice x."""
    raise NotImplementedError("NU-E1 double")


def double_all(xs):
    """Twice each."""
    raise NotImplementedError("NU-E2 double_all")


class Pair:
    """Two numbers."""

    def __init__(self, a, b):
        """Keep a and b."""
        raise NotImplementedError("NU-E3 Pair.__init__")

    def total(self):
        """Their sum."""
        raise NotImplementedError("NU-E3 Pair.total")

    def __neg__(self):
        """A Pair of -a and -b."""
        raise NotImplementedError("NU-E3 Pair.__neg__")
'''
CHECKS = '''\
"""Visible checks."""

from grader import expect_equal, observe, task


@observe
def total(m, a, b, times):
    """The total of a Pair, after it was negated some times."""
    pair = m.Pair(a, b)
    for _ in range(times):
        pair = -pair
    return pair.total()


@task("double")
def test_double(student):
    """doubles 4"""
    expect_equal(student.double(4), 8)


@task("double")
def test_double_of_zero(student):
    """maps 0 to 0"""
    expect_equal(student.double(0), 0)


@task("double_all")
def test_each(student):
    """doubles 1 and 2"""
    expect_equal(student.double_all([1, 2]), [2, 4])


@task("Pair")
def test_total(student):
    """adds 2 and 3"""
    expect_equal(student.run(total, 2, 3, 0), 5)


@task("Pair")
def test_negated(student):
    """has the total -5 after -"""
    expect_equal(student.run(total, 2, 3, 1), -5)
'''
ALPHA = '''\
"""Letters."""


def double(x):
    """Twice the text x."""
    raise NotImplementedError("AL-E1 double")
'''
ALPHA_CHECKS = '''\
"""Visible checks."""

from grader import expect_equal, task


@task("double")
def test_text(student):
    """doubles ab"""
    expect_equal(student.double("ab"), "abab")
'''
OWN = "exercises/numbers/own.py"


def write_student(root: Path) -> Path:
    """The repository in the new folder `root`, with its stubs as the first commit.

    numbers comes before alpha in the plan.
    """
    numbers, alpha = root / "exercises/numbers", root / "exercises/alpha"
    for folder in (numbers, alpha):
        folder.mkdir(parents=True)
    topics = "".join(f'[[topics]]\nid = "{name}"\n' for name in ("numbers", "alpha"))
    (root / "exercises/course.toml").write_text(f'title = "t"\nversion = "1"\n{topics}')
    (root / "pyproject.toml").write_text(
        "[tool.pytest.ini_options]\n"
        'addopts = "--import-mode=importlib -p no:hypothesispytest -p no:anyio"\n'
        'pythonpath = ["."]\ntestpaths = ["exercises"]\nconsole_output_style = "classic"\n'
    )
    tasks = [TASK.format(*names) for names in (("double", "NU-E1"), ("double_all", "NU-E2"))]
    tasks.append(TASK.format("Pair", "NU-E3") + PAIR)
    (numbers / "topic.toml").write_text(TOPIC.format("numbers") + "".join(tasks))
    (numbers / "own.py").write_text(STUB)
    (numbers / "test_own.py").write_text(CHECKS)
    (alpha / "topic.toml").write_text(TOPIC.format("alpha") + TASK.format("double", "AL-E1"))
    (alpha / "own.py").write_text(ALPHA)
    (alpha / "test_own.py").write_text(ALPHA_CHECKS)
    (root / ".gitignore").write_text("build/\n__pycache__/\n")
    paths = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
    released = manifest.describe(load_course(root), paths, "")
    (root / manifest.FILE).write_bytes(manifest.encode(released))
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root, "stubs")
    return root


def solve(root: Path, **bodies: str) -> None:
    """Put a body in the place of the stub of each function of numbers."""
    path = root / OWN
    text = path.read_text()
    for name, body in bodies.items():
        stub = next(line for line in text.splitlines() if f'{name}")' in line and "raise" in line)
        text = text.replace(stub, f"{stub[: len(stub) - len(stub.lstrip())]}{body}")
    path.write_text(text)
