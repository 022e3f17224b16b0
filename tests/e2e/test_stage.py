"""The steps of grade.yml by hand: what is copied, and what is said of a run without the jail."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.course_copy import commit, git, grader
from tests.forks import run_in_fork
from tests.repository import bare

from grader.course.manifest import load_course
from grader.push.artifact import read_records
from grader.push.stage import stage
from grader.repository import begun
from grader.stored import read

TOPIC = "exercises/micrograd"


@pytest.fixture
def student(released: Path, small_course: Path, tmp_path: Path) -> Path:
    """A student's repository with one file solved, not yet committed."""
    folder = shutil.copytree(released, tmp_path / "student")
    shutil.copy(small_course / "reference/micrograd/derivatives.py", folder / TOPIC)
    git(folder, "init", "--quiet")
    return folder


def test_without_a_jail_the_result_says_so(student: Path, tmp_path: Path) -> None:
    """In the process of the checks it may be right, and is called not isolated and provisional."""
    commit(student, "work")
    copy, results = tmp_path / "copy", tmp_path / "results"
    assert grader("github", "stage", copy, results, cwd=student).stdout == f"{TOPIC}\n"
    run_in_fork("pytest", TOPIC, "--record", results / "record.json", cwd=copy)

    summary = tmp_path / "summary.md"
    told = grader("github", "summary", results, cwd=tmp_path, GITHUB_STEP_SUMMARY=str(summary))

    assert told.returncode == 0, told.stderr
    assert "Not isolated" in summary.read_text()
    assert "Provisional" in summary.read_text()


def test_a_run_without_a_record_is_red(student: Path, tmp_path: Path) -> None:
    """What was ended before its last check is told, with its output, which is no command."""
    commit(student, "work")
    copy, results = tmp_path / "copy", tmp_path / "results"
    grader("github", "stage", copy, results, cwd=student)
    (results / "log.txt").write_text("Killed\n::error::mine\n")

    summary = tmp_path / "summary.md"
    told = grader("github", "summary", results, cwd=tmp_path, GITHUB_STEP_SUMMARY=str(summary))

    assert told.returncode == 1
    assert "left no record" in told.stderr
    assert "Killed" in summary.read_text()
    assert "\n::error::mine" not in told.stdout


def test_only_the_release_and_the_work_are_copied(student: Path, tmp_path: Path) -> None:
    """No conftest.py, no link, no file outside the repository, whatever release.json says."""
    (tmp_path / "outside.py").write_text("secret\n")
    (student / "conftest.py").write_text("")
    data = student / "exercises/data/names.txt"
    shutil.copy(data, tmp_path / "names.txt")
    data.unlink()
    data.symlink_to(tmp_path / "names.txt")
    release = json.loads((student / "release.json").read_text())
    for name in ("exercises/../../outside.py", "exercises/../conftest.py"):
        release["files"][name] = "0" * 64
    (student / "release.json").write_text(json.dumps(release))
    commit(student, "work")

    done = grader("github", "stage", tmp_path / "copy", tmp_path / "results", cwd=student)

    assert done.returncode == 0, done.stderr
    assert "exercises/data/names.txt differs from the release" in done.stderr
    copied = {p.relative_to(tmp_path / "copy").as_posix() for p in (tmp_path / "copy").rglob("*")}
    assert f"{TOPIC}/derivatives.py" in copied
    assert "conftest.py" not in copied
    assert "exercises/data/names.txt" not in copied


def test_a_folder_without_a_release_is_refused(small_course: Path, tmp_path: Path) -> None:
    """The instructors' repository is no student repository; one sentence, nothing made."""
    done = grader("github", "stage", tmp_path / "c", tmp_path / "r", cwd=small_course)
    assert done.returncode == 2
    assert "it is no student repository" in done.stderr
    assert not (tmp_path / "c").exists()


def _answer(student: Path) -> None:
    """One answer more in the sheet, none of the code."""
    with (student / TOPIC / "answers.toml").open("a") as sheet:
        sheet.write("# begun\n")


def _write(name: str, text: str = "import torch\n") -> Callable[[Path], None]:
    def write(student: Path) -> None:
        (student / TOPIC / name).write_text(text)

    return write


def _all(*changes: Callable[[Path], None]) -> Callable[[Path], None]:
    def change(student: Path) -> None:
        for each in changes:
            each(student)

    return change


def _windows(student: Path) -> None:
    """All line ends as Windows has them."""
    for path in (student / TOPIC).glob("*.py"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def _link(student: Path) -> None:
    """A solution file that is a link to its own stub."""
    path = student / TOPIC / "value.py"
    path.rename(student / "value.py")
    path.symlink_to("../../value.py")


@pytest.mark.parametrize(
    ("change", "level"),
    [
        (lambda student: None, "none"),
        (_windows, "none"),
        (_write("notes.py"), "none"),
        (_write("../progress.toml", "[done]\n"), "none"),
        (_answer, "no-torch"),
        (_write("explanations.md"), "no-torch"),
        (_write("value.py"), "no-torch"),
        (lambda student: (student / TOPIC / "value.py").unlink(), "no-torch"),
        (_link, "no-torch"),
        (_write("pytorch.py"), "all"),
        (_all(_write("pytorch.py"), _answer), "all"),
        (_write("../../release.json", "{"), "all"),
        (_write("../../release.json", '{"yours": 1, "files": []}'), "all"),
        (_all(_write("value.py"), _write("topic.toml")), "all"),
    ],
)  # fmt: skip
def test_what_a_push_needs(
    released: Path, tmp_path: Path, change: Callable[[Path], None], level: str
) -> None:
    """Nothing where nothing is begun; no torch for what forbids it, nor for answers alone."""
    folder = shutil.copytree(released, tmp_path / "student")
    change(folder)
    assert begun.needed(folder) == level
    assert level in begun.LEVELS
    if level == "none":
        staged = stage(load_course(folder), tmp_path / "copy")
        assert staged.topics + staged.answered == staged.problems == []


def test_what_a_push_needs_is_found_by_python_alone(released: Path) -> None:
    """Nothing is installed when a workflow asks, and no file of the repository is imported."""
    [line] = [
        line.split("$(")[1].split(")")[0]
        for line in (released / ".github/workflows/grade.yml").read_text().splitlines()
        if "packages=$(" in line
    ]
    command = [sys.executable, "-S", *line.split()[1:]]
    done = subprocess.run(command, cwd=released, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("none\n", "")


def test_a_push_without_torch(student: Path, tmp_path: Path) -> None:
    """Micrograd is checked in the jail, and answers are judged, where torch is not installed."""
    python = bare.environment(tmp_path / "environment", ("torch", "numpy", "nbconvert"))
    commit(student, "work")
    copy, results = tmp_path / "copy", tmp_path / "results"
    main = ["-c", "from grader.cli.app import main; main()"]
    done = bare.run(python, *main, "github", "stage", copy, results, cwd=student)
    assert (done.stdout, done.stderr) == (f"{TOPIC}\n", "")
    record = results / "record.json"
    done = bare.run(python, "-m", "pytest", TOPIC, "--jail", "--record", record, cwd=copy)
    states = {task.id: task.state for task in read(record).topics[0].tasks}
    assert states.pop("gradf") == "pass", done.stdout
    assert set(states.values()) == {"not_started"}


def test_answers_alone_need_no_check(released: Path, tmp_path: Path) -> None:
    """They are judged as on a laptop, every task is not started, nothing runs, and it is green."""
    student = shutil.copytree(released, tmp_path / "student")
    git(student, "init", "--quiet")
    _answer(student)
    commit(student, "work")
    copy, results = tmp_path / "copy", tmp_path / "results"

    staged = grader("github", "stage", copy, results, cwd=student)
    summary = tmp_path / "summary.md"
    told = grader("github", "summary", results, cwd=tmp_path, GITHUB_STEP_SUMMARY=str(summary))

    assert (staged.stdout, staged.returncode, told.returncode) == ("", 0, 0), staged.stderr
    text = summary.read_text()
    assert text.startswith("### Every check of the started tasks passes (micrograd 0 of 26 tasks)")
    assert "#### Questions" in text
    assert "Not isolated" not in text
    (results / "stage.json").unlink()
    [record] = read_records(results)
    assert {task.state for task in record.topics[0].tasks} == {"not_started"}
    assert record.topics[0].questions is not None
