"""Every message that a learner can get, kept in a golden file.

The topic in tests/engine/sample has one function for every way in which an answer can go wrong.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.engine.golden import expect_golden
from tests.forks import run_in_fork

pytestmark = pytest.mark.laptop

SAMPLE = Path(__file__).parent / "sample"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in `folder` as a student would."""
    return run_in_fork("pytest", "-p", "no:cacheprovider", *arguments, cwd=folder)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample course."""
    return shutil.copytree(SAMPLE, tmp_path_factory.mktemp("sample") / "course")


@pytest.fixture(scope="module")
def local(sample: Path) -> subprocess.CompletedProcess[str]:
    """The whole report of the sample topic, in the student's process."""
    return run(sample, "exercises/sample", "--all")


def test_messages_are_as_in_the_golden_file(local: subprocess.CompletedProcess[str]) -> None:
    """The report with every message reads as in golden/messages.txt."""
    *lines, totals = local.stdout.rstrip().split("\n")
    assert local.returncode == 1
    assert not local.stderr
    expect_golden("messages.txt", "\n".join([*lines, totals.rsplit(" in ", 1)[0], ""]))


def test_messages_are_the_same_from_a_child(
    sample: Path, local: subprocess.CompletedProcess[str]
) -> None:
    """`--jail` runs the code in a child and says the same, word for word."""
    jailed = run(sample, "exercises/sample", "--all", "--jail")
    assert jailed.stdout.split("\n")[:-2] == local.stdout.split("\n")[:-2]


def test_messages_stay_short(local: subprocess.CompletedProcess[str]) -> None:
    """No message takes more than 12 lines, no line more than 100 columns, all is ASCII."""
    blocks = local.stdout.split("\n\n")
    messages = [block for block in blocks if block.startswith("S-")]
    assert len(messages) > 40
    assert max(len(block.split("\n")) for block in messages) <= 12
    details = "\n\n".join(messages)
    assert max(len(line) for line in details.split("\n")) <= 100
    assert local.stdout.isascii()


def test_messages_use_neutral_words(local: subprocess.CompletedProcess[str]) -> None:
    """Nothing is "just", "simply" or "easily" done, and nobody is praised or blamed."""
    words = set(local.stdout.lower().replace(",", " ").replace(".", " ").split())
    assert not words & {"just", "simply", "easily", "easy", "obviously", "great", "bad", "sorry"}


def test_first_failing_task_only(sample: Path) -> None:
    """Without --all the first task that is not done is shown in detail, the rest a line each."""
    done = run(sample, "exercises/sample")
    own, ours = done.stdout.split("S-2 right: is a check with an error of its own")
    assert own.count("\n  next ") == 1
    assert ours.count("\n  next     tell the course's authors") == 1
    assert "\nS-1 missing: doubles a matrix of 5 rows\n" in done.stdout
    assert "more in detail with --all)" in done.stdout


def test_one_check_by_name(sample: Path) -> None:
    """-k runs one check, reports its task alone and says nothing about points."""
    done = run(sample, "exercises/sample", "-k", "n_times")
    assert done.stdout.startswith("\nsample: 0 of 1 tasks done\n")
    assert "points" not in done.stdout
    assert "pattern  every value is 5 times too large, and n is 5" in done.stdout


def test_ordinary_view_comes_back(sample: Path) -> None:
    """--tb=short brings pytest's own view back, with our sentences as the error."""
    done = run(sample, "exercises/sample", "-k", "n_times", "--tb=short")
    assert "Mismatch: n_times has wrong values" in done.stdout
    assert "E   pattern every value is 5 times too large" in done.stdout


def test_junit_shows_the_same_sentence(sample: Path) -> None:
    """JUnit XML, which IDEs and CI read, carries the message."""
    run(sample, "exercises/sample", "-k", "n_times", "--junit-xml", "out.xml")
    assert "every value is 5 times too large" in (sample / "out.xml").read_text()


def test_broken_check_file_is_told(sample: Path, tmp_path: Path) -> None:
    """A check file that does not load is shown, although tracebacks are off."""
    folder = shutil.copytree(sample, tmp_path / "course")
    (folder / "exercises/sample/test_kinds.py").write_text("import nothing_of_this_name\n")
    done = run(folder, "exercises/sample")
    assert done.returncode == 2
    assert "No module named 'nothing_of_this_name'" in done.stdout


@pytest.mark.parametrize(
    ("manifest", "sentence"),
    [
        ("points = 1", "Expected `str`, got `int`"),
        ("colour = 'red'", "Object contains unknown field `colour`"),
        ("[[files", "Expected ']]'"),
    ],
)
def test_broken_manifest_is_one_sentence(
    sample: Path, tmp_path: Path, manifest: str, sentence: str
) -> None:
    """A manifest that cannot be read ends the run with one line that names the file."""
    folder = shutil.copytree(sample, tmp_path / "course")
    path = folder / "exercises/sample/topic.toml"
    text = path.read_text()
    path.write_text(
        text.replace('title = "sample"', "title = 1", 1)
        if manifest == "points = 1"
        else manifest + "\n" + text
    )
    done = run(folder, "exercises/sample")
    assert done.returncode == 4
    [line] = [line for line in done.stderr.split("\n") if line.strip()]
    assert "topic.toml: " in line
    assert sentence.lower() in line.lower()
    assert "Traceback" not in done.stdout


def test_local_checks_need_nothing_of_unix(sample: Path) -> None:
    """Without the modules that Windows lacks, checks run as ever."""
    script = (
        "import sys, pytest\n"
        "for name in ('resource', 'fcntl', 'pwd', 'grp', 'termios'):\n"
        "    sys.modules[name] = None\n"
        "sys.exit(pytest.main(['-p', 'no:cacheprovider', 'exercises/sample', '-k', 'offset']))\n"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=sample, capture_output=True, text=True, check=False)
    assert "every value differs by the same amount, 0.25" in done.stdout, done.stderr


def test_plugin_does_nothing_elsewhere(tmp_path: Path) -> None:
    """Outside a topic folder pytest behaves as ever: no quiet mode, dots, tracebacks, no torch."""
    (tmp_path / "test_other.py").write_text(
        "import sys\n\ndef test_a():\n    assert 'torch' not in sys.modules\n\n"
        "def test_b():\n    assert 1 == 2\n"
    )
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "1 failed, 1 passed" in done.stdout
    assert "assert 1 == 2" in done.stdout
    assert "test session starts" in done.stdout
