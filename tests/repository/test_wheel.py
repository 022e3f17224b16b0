"""The wheel: built once, and used where there is no checkout."""

from __future__ import annotations

import shutil
import zipfile
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest
from tests.course_copy import GRADER
from tests.repository.bare import OURS, environment, pip, run

from classroom.author.compose import half_done
from grader.course.manifest import Course
from grader.learn import plugin


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    tree = folder / "tree"
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(root / "src", tree / "src", ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, tree / name)
    pip(Path(GRADER).with_name("python"), *_WHEEL, folder, tree)
    [built] = folder.glob("*.whl")
    return built


_WHEEL = ("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir")


def test_it_holds_both_packages_and_nothing_else(root: Path, wheel: Path) -> None:
    """Every file of src/, the types marker and the page's templates among them."""
    packed = {n for n in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in n}
    here = {path.relative_to(root / "src").as_posix() for path in (root / "src").rglob("*")}
    files = {n for n in here if "__pycache__" not in n and ".egg-info" not in n and "." in n}
    assert packed == files
    assert {"grader/py.typed", "classroom/report/templates/index.html.j2"} <= packed


def test_pytest_parses_nothing_of_the_engine_anew() -> None:
    """No metadata in src/ names its files to pytest, which would rewrite all their asserts."""
    assert type(plugin.__loader__) is SourceFileLoader, "rm -r src/*.egg-info, of an older build"


def test_a_class_is_graded_with_it(course: Course, wheel: Path, tmp_path: Path) -> None:
    """Installed where there is no src/, it runs a learner's checks and grades a class."""
    python = environment(tmp_path / "environment", [OURS])
    pip(python, "install", "--no-deps", wheel)
    work = tmp_path / "work"
    for name in ("exercises/micrograd", "reference/micrograd", "tests/hidden/micrograd"):
        shutil.copytree(course.root / name, work / name)
    head = (course.root / "exercises/course.toml").read_text().partition("[[topics]]")[0]
    (work / "exercises/course.toml").write_text(f'{head}[[topics]]\nid = "micrograd"\n')
    shutil.copytree(course.root / "exercises/data", work / "exercises/data")
    for name, text in half_done(course, course.topic("micrograd")).items():
        (tmp_path / "ada" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "ada" / name).write_text(text)
    shutil.copy(course.root / "pyproject.toml", work)
    checks = run(python, "-m", "pytest", "exercises/micrograd", cwd=work)
    assert checks.returncode == 1
    assert "micrograd: 0 of 26 tasks done" in checks.stdout
    script = python.with_name("grader")
    done = run(script, "grade", tmp_path / "ada", "--out", tmp_path / "report", cwd=work)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 graded, 0 not graded" in done.stdout
    assert "<style" in (tmp_path / "report/index.html").read_text()
