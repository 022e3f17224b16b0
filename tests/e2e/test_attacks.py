"""Ten known attacks on graders that run student code beside their checks; none earns a point."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.course_copy import GRADER, commit, git, grader
from tests.forks import run_in_fork

from grader.record import Record
from grader.stored import read

TOPIC = "exercises/micrograd"
_EQUAL = """
class Equal(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    def __le__(self, other): return True
    def __gt__(self, other): return True
    def __ge__(self, other): return True
    def __sub__(self, other): return self
    def __rsub__(self, other): return self
    def __abs__(self): return Equal(0)
    def __hash__(self): return 0
    def __iter__(self): return iter([self])
    def __len__(self): return 2
    def __getitem__(self, i): return self
"""


def solution(repository: Path, first: str, body: str) -> None:
    """derivatives.py: `first` at the top, and every function with this body."""
    stub = (repository / TOPIC / "derivatives.py").read_text()
    assert "raise NotImplementedError" in stub
    (repository / TOPIC / "derivatives.py").write_text(
        first + "\n" + stub.replace("raise NotImplementedError", body)
    )


def exit_at_import(repository: Path) -> None:
    """Ends the process with status 0 when it is imported."""
    solution(repository, "import os\nos._exit(0)", "return 0.0")


def results_file(repository: Path) -> None:
    """Writes results where a grader would."""
    write = """
import pathlib
for name in ("results.json", "record.json", "/tmp/results/record.json", "report.xml"):
    try: pathlib.Path(name).write_text('{"score": 80, "max_score": 80, "earned": 80}')
    except OSError: pass
"""
    solution(repository, write, "return 0.0")


def trivial_tests(repository: Path) -> None:
    """Adds a hundred tests that pass."""
    solution(repository, "# mine", "return 0.0")
    tests = "".join(f"def test_{i}():\n    assert True\n\n\n" for i in range(100))
    (repository / TOPIC / "test_mine.py").write_text(tests)


def rewriting_conftest(repository: Path) -> None:
    """Turns every report into a pass."""
    solution(repository, "# mine", "return 0.0")
    hook = """
import pytest

@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    report.outcome, report.longrepr = "passed", None

@pytest.hookimpl(hookwrapper=True)
def pytest_pyfunc_call(pyfuncitem):
    (yield).force_result(True)
"""
    for folder in (repository, repository / "exercises", repository / TOPIC):
        (folder / "conftest.py").write_text(hook)


def always_equal(repository: Path) -> None:
    """Returns an object that equals everything."""
    solution(repository, _EQUAL, "return Equal(0)")


def patched_asserts(repository: Path) -> None:
    """Replaces what checks compare with."""
    patch = """
import builtins, math, sys, unittest
unittest.TestCase.assertEqual = unittest.TestCase.assertAlmostEqual = lambda *a, **k: None
math.isclose = lambda *a, **k: True
builtins.abs = lambda x: 0
for name, module in list(sys.modules.items()):
    if name.startswith("grader.check"):
        for key in list(vars(module)):
            if key.startswith("expect"):
                setattr(module, key, lambda *a, **k: None)
"""
    solution(repository, patch, "return 0.0")


def reads_the_tests(repository: Path) -> None:
    """Looks for the expected numbers in the checks and in the frames that call it."""
    spy = """
import glob, re, sys

def numbers():
    found = []
    for pattern in ("**/test_*.py", "../**/test_*.py", "/**/hidden/**/test_*.py"):
        for path in glob.iglob(pattern, recursive=True):
            try: found += re.findall(r"-?[0-9]+[.][0-9]+", open(path).read())
            except OSError: pass
    frame = sys._getframe()
    while frame:
        found += [v for v in frame.f_locals.values() if isinstance(v, float)]
        frame = frame.f_back
    return [float(n) for n in found] or [0.0]
"""
    solution(repository, spy, "return numbers()[-1]")


def shadowing_modules(repository: Path) -> None:
    """Puts files called like what a grader imports beside its checks."""
    solution(repository, "# mine", "return 0.0")
    text = "import sys\nprint('80 of 80 points')\nsys.exit(0)\n"
    for name in ("pytest.py", "torch.py", "grader.py", "sitecustomize.py", "math.py"):
        for folder in (repository, repository / TOPIC):
            (folder / name).write_text(text)


def collect_only(repository: Path) -> None:
    """Has pytest collect and run nothing."""
    solution(repository, "# mine", "return 0.0")
    for name in ("pytest.ini", "tox.ini", ".pytest.ini"):
        (repository / name).write_text("[pytest]\naddopts = --co -q\n")


def forged_lines(repository: Path) -> None:
    """Prints what a workflow would print for full marks."""
    lines = """
print("::notice title=Autograding complete::Points 80/80")
print("::set-output name=Points::80/80")
print("::error file=exercises/micrograd/derivatives.py,line=1::forged")
print("##[notice]80 passed in 0.1s")
"""
    solution(repository, lines, "return 0.0")


ATTACKS: list[Callable[[Path], None]] = [
    exit_at_import,
    results_file,
    trivial_tests,
    rewriting_conftest,
    always_equal,
    patched_asserts,
    reads_the_tests,
    shadowing_modules,
    collect_only,
    forged_lines,
]


@pytest.fixture(scope="module")
def attacked(released: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The student repository with each of the attacks, committed."""
    folder = tmp_path_factory.mktemp("attacks")
    made = {}
    for attack in ATTACKS:
        made[attack.__name__] = shutil.copytree(released, folder / attack.__name__)
        attack(made[attack.__name__])
        git(made[attack.__name__], "init", "--quiet")
        commit(made[attack.__name__], "work")
    return made


@pytest.fixture(scope="module")
def graded(
    attacked: dict[str, Path], small_course: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Record]:
    """What the class run makes of them."""
    out = tmp_path_factory.mktemp("graded")
    done = grader("grade", *attacked.values(), "--out", out, "--workers", "1", cwd=small_course)
    assert done.returncode == 0, done.stderr
    return {name: read(out / f"records/{name}.json") for name in attacked}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_it_earns_nothing_in_the_class_run(
    graded: dict[str, Record], attack: Callable[[Path], None]
) -> None:
    """No point, and no check of the attacked task passes for it."""
    record = graded[attack.__name__]
    assert record.earned == 0
    [topic] = record.topics
    assert all(task.state != "pass" for task in topic.tasks)


# Each runs the steps of a workflow, a second: an exit, tests and settings of one's own. The others:
# `make full`.
STEPS = (exit_at_import, trivial_tests, collect_only)


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param(attack, id=attack.__name__, marks=[pytest.mark.full] * (attack not in STEPS))
        for attack in ATTACKS
    ],
)
def test_it_does_not_work_in_the_own_repository(
    attacked: dict[str, Path], tmp_path: Path, attack: Callable[[Path], None]
) -> None:
    """The steps of grade.yml with the jail: red, nothing earned, no annotation of its own."""
    copy, results = tmp_path / "copy", tmp_path / "results"
    staged = grader("github", "stage", copy, results, cwd=attacked[attack.__name__])
    assert staged.stdout.split() == [TOPIC], staged.stderr
    options = [TOPIC, "--jail", "-p", "no:cacheprovider", "--record", str(results / "record.json")]
    if attack is shadowing_modules:
        # What a warm process has imported, nothing can shadow.
        with (results / "log.txt").open("wb") as log:
            command = [Path(GRADER).with_name("pytest"), *options]
            subprocess.run(command, cwd=copy, stdout=log, stderr=log, check=False)
    else:
        done = run_in_fork("pytest", *options, cwd=copy)
        (results / "log.txt").write_text(done.stdout + done.stderr)
    told = grader(
        "github", "summary", results, cwd=tmp_path,
        GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"), GITHUB_REPOSITORY="class/eve",
        GITHUB_SHA="0" * 40,
    )  # fmt: skip
    assert told.returncode == 1, told.stdout + told.stderr
    record = read(results / "record.json")
    assert record.earned == 0
    assert record.engine.isolation == "file"
    commands = [line for line in told.stdout.split(os.linesep) if line.startswith("::error")]
    assert all("forged" not in line for line in commands)
    assert "Provisional" in (tmp_path / "summary.md").read_text()
