"""A topic that does without torch, but for one file, does not wait for it, and cannot use it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from classroom.author.compose import Files, solutions, stubs
from grader.course.manifest import Course, Topic
from grader.sandbox.forbid import Forbidden, forbidden

pytestmark = pytest.mark.laptop

TOPIC = "micrograd"
RUN = """
import sys, pytest
code = pytest.main(["exercises/micrograd", "--record", "record.json", "-p", "no:cacheprovider"])
print("imported:", *sorted({"torch", "numpy"} & sys.modules.keys()))
sys.exit(code)
"""


def run(course: Course, folder: Path, files: Files) -> subprocess.CompletedProcess[str]:
    """pytest over the topic with these solution files."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(course.root / "exercises", folder / "exercises", ignore=ignored)
    shutil.copy(course.root / "pyproject.toml", folder)
    for name, text in files.items():
        (folder / name).write_text(text)
    command = [sys.executable, "-c", RUN]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def all_but_torch(topic: Topic, files: Files) -> Files:
    """The files with the stub of the one in which torch is allowed."""
    path = topic.path_in_repository("pytorch.py")
    return files | {path: stubs(topic)[path]}


@pytest.mark.parametrize("kind", ["stubs", "reference"])
def test_torch_stays_away(course: Course, tmp_path: Path, kind: str) -> None:
    """A run of the visible checks imports neither torch nor numpy until that file is begun."""
    topic = course.topic(TOPIC)
    files = stubs(topic) if kind == "stubs" else all_but_torch(topic, solutions(course, topic))
    done = run(course, tmp_path, files)
    tasks = len(topic.tasks)
    assert f"{tasks - 1 if kind == 'reference' else 0} of {tasks} tasks done" in done.stdout
    assert "imported:\n" in done.stdout, done.stdout + done.stderr


def test_an_import_of_torch_is_refused(course: Course, tmp_path: Path) -> None:
    """A solution file that imports torch is told so, with its line, and nothing is imported."""
    topic = course.topic(TOPIC)
    files = all_but_torch(topic, solutions(course, topic))
    path = topic.path_in_repository("value.py")
    files[path] = files[path].replace("import math\n", "import math\nimport torch\n")
    done = run(course, tmp_path, files)
    assert "torch is not allowed in this file" in done.stdout
    assert "line     import torch" in done.stdout
    assert "imported:\n" in done.stdout


@pytest.mark.parametrize(
    "text",
    [
        "import numpy",
        "import numpy.linalg as la",
        "from numpy import array",
        "import importlib; importlib.import_module('numpy')",
        "__import__('numpy')",
        "import torch.nn",
    ],
)
def test_spellings_of_an_import(text: str) -> None:
    """Every usual spelling is refused inside the block, none after it."""
    code = compile(text, "solution.py", "exec")
    with forbidden(["torch", "numpy"]), pytest.raises(Forbidden, match="is not allowed"):
        exec(code, {"__name__": "exercises.topic.solution"})
    exec(code, {"__name__": "exercises.topic.solution"})


def test_other_imports_go_through() -> None:
    """The standard library, and the libraries themselves, import what they like."""
    with forbidden(["torch", "numpy"]):
        exec("import math, random, statistics", {"__name__": "exercises.topic.solution"})
        exec("import numpy.linalg", {"__name__": "numpy.random"})
        exec("import torch", {"__name__": "grader.sandbox.codec"})
