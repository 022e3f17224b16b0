"""Generated files say the same on every machine: the one test of whether they are fresh."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from tests.conftest import ENDS
from tests.course_copy import copy_course, grader, grader_anew
from tests.engine.mini_course import write_mini

from classroom.author.build import _canonical, _there, outdated, question_files, write
from classroom.pages.sources import source_files
from grader.check.mistakes import FILE as MISTAKES
from grader.course.manifest import Course, load_course

# Each lets torch or MKL compute as another processor would.
SETTINGS = {
    "no vectors": ("ATEN_CPU_CAPABILITY", "default"),
    "AVX2": ("ATEN_CPU_CAPABILITY", "avx2"),
    "AVX512": ("ATEN_CPU_CAPABILITY", "avx512"),
    "any MKL": ("MKL_CBWR", "COMPATIBLE"),
}
# Its numbers differ between processors.
TOPIC = "makemore4"


def computes_as(setting: str) -> dict[str, str]:
    """The environment of `setting`; skips where this processor cannot compute like that."""
    name, value = SETTINGS[setting]
    offered = torch.backends.cpu.get_cpu_capability()
    if setting.startswith("AVX") and (not offered.startswith("AVX") or setting > offered):
        pytest.skip(f"not run: this processor offers {offered}, not {setting}")
    return {name: value}


@pytest.mark.parametrize(
    ("setting", "topics"),
    [
        pytest.param("no vectors", ENDS, id="no vectors, two topics"),
        *(pytest.param(name, (), id=name, marks=pytest.mark.full) for name in SETTINGS),
    ],
)
def test_generated_files_are_fresh_whatever_computes_them(
    root: Path, setting: str, topics: Sequence[str]
) -> None:
    """`grader course build --check` finds nothing out of date.

    In two topics, computed in the way that differs most from what wrote the files. The other ways,
    and all topics: `make full`. The class of mistakes has names from every topic's mistakes.json.
    """
    done = grader_anew("course", "build", "--check", *topics, cwd=root, **computes_as(setting))
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_asks_is_fresh_in_every_topic(course: Course) -> None:
    """The sheets, keys and reports of questions and experiments, and the tables of sources."""
    right = source_files(course, [*course.topics.values()])
    for topic in course.topics.values():
        right |= question_files(course, topic)
    assert len(right) > len(course.topics)
    assert [path for path, content in right.items() if _there(path) != content] == []


@pytest.fixture(scope="module")
def copied(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One topic as a course of its own, to be built anew."""
    return copy_course(root, tmp_path_factory.mktemp("generated") / "course", [TOPIC])


def built(course: Path, **environment: str) -> dict[str, Any]:
    """The content of mistakes.json as it comes out where there was none."""
    path = course / "exercises" / TOPIC / MISTAKES
    path.unlink()
    done = grader_anew("course", "build", cwd=course, **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(path.read_text())


@pytest.mark.full
def test_raw_numbers_do_differ(copied: Path) -> None:
    """The test above has something to tolerate: built from nothing, two settings differ."""
    plain = built(copied, **computes_as("no vectors"))
    vectors = built(copied, **computes_as("AVX2"))
    assert plain["mistakes"] == vectors["mistakes"]
    assert plain["checks"].keys() == vectors["checks"].keys()
    assert plain["checks"] != vectors["checks"]


# What a reader of fingerprints allows, in shares of the largest absolute value.
TOLERANCE = 4e-4


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The mini course with a mistake and its fingerprints."""
    root = write_mini(tmp_path / "small")
    folder = root / "reference/mini/mistakes"
    folder.mkdir()
    body = '"""they are sums\n\nTwice.\n"""\n\n\ndef squares(numbers):\n'
    (folder / "sums.py").write_text(f"{body}    return [x + x for x in numbers]\n")
    for path, content in outdated(load_course(root)).items():
        write(path, content)
    return root


@pytest.fixture
def spoilt(small: Path) -> Path:
    """Its mistakes.json, to be spoilt."""
    return small / "exercises/mini" / MISTAKES


def stale(course: Path) -> list[str]:
    """The names of the files that `grader course build` would write."""
    return [path.name for path in outdated(load_course(course))]


def move(path: Path, tolerances: float, *, norm: bool) -> None:
    """Move the largest fingerprint's norm, or its first projection, in the file at `path`."""
    data = json.loads(path.read_bytes())
    taken = max((f for by in data["checks"].values() for f in by.values()), key=lambda f: f[2])
    step = tolerances * TOLERANCE * taken[2]
    if norm:
        taken[2] += step
    else:
        taken[3][0] += step
    path.write_text(json.dumps(data))


@pytest.mark.parametrize("norm", [False, True], ids=["a projection", "the largest value"])
def test_a_hundred_tolerances_are_another_number(small: Path, spoilt: Path, norm: bool) -> None:
    """What is moved that far is out of date."""
    move(spoilt, 100.0, norm=norm)
    assert stale(small) == [MISTAKES]


def test_half_a_tolerance_is_the_same_number(small: Path, spoilt: Path) -> None:
    """What is moved within the tolerance is fresh, however the file is laid out."""
    for norm in (False, True):
        move(spoilt, 0.5, norm=norm)
    assert stale(small) == []


def test_a_fingerprint_of_another_length_is_another(small: Path, spoilt: Path) -> None:
    """An engine that took fewer projections wrote the file: it is out of date, and no error."""
    data = json.loads(spoilt.read_bytes())
    for by in data["checks"].values():
        for taken in by.values():
            taken[3].pop()
    spoilt.write_text(json.dumps(data))
    assert stale(small) == [MISTAKES]


def test_a_file_that_cannot_be_read_is_written_anew(small: Path, spoilt: Path) -> None:
    """Merge markers, say: out of date, and what a build gives is again what was there."""
    before = spoilt.read_bytes()
    spoilt.write_bytes(b"<<<<<<< HEAD\n" + before)
    [(path, content)] = outdated(load_course(small)).items()
    assert path == spoilt
    assert content is not None
    assert json.loads(content)["checks"].keys() == json.loads(before)["checks"].keys()


def test_line_ends_of_windows_are_fresh(small_course: Path, tmp_path: Path) -> None:
    """A checkout that git has given other line ends says the same."""
    windows = shutil.copytree(small_course, tmp_path / "windows")
    for path in [*windows.rglob("*.md"), *windows.rglob("*.toml"), *windows.rglob("*.json")]:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    done = grader("course", "build", "--check", cwd=windows)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_schema_is_the_same_whatever_msgspec_writes() -> None:
    """Docstrings go, alternatives are sorted; names and defaults stay that look like keywords."""
    none, other = {"type": "null"}, {"description": "Prose.", "$ref": "#/$defs/description"}
    schema = {
        "description": "Prose.",
        "$defs": {"description": {"description": "Prose.", "type": "object"}},
        "properties": {"description": {"default": {"description": "data"}, "type": "object"}},
        "anyOf": [none, other],
    }
    canonical = {
        "$defs": {"description": {"type": "object"}},
        "properties": {"description": {"default": {"description": "data"}, "type": "object"}},
        "anyOf": [{"$ref": "#/$defs/description"}, none],
    }
    assert _canonical(schema) == _canonical(schema | {"anyOf": [other, none]}) == canonical
