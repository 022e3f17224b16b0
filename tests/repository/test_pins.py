"""constraints.txt pins all that is installed, for every Python and system that is promised."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tests.course_copy import as_installed

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
# What PyPI's torch brings beside the CPU build; it names their versions itself.
CUDA = re.compile(r"nvidia-|cuda-|triton")
SYSTEMS = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    """The table `project` of pyproject.toml."""
    data: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    return data


@pytest.fixture(scope="module")
def pins(root: Path) -> list[Requirement]:
    """The lines of constraints.txt."""
    lines = (root / "constraints.txt").read_text().splitlines()
    return [Requirement(line) for line in lines if not line.startswith("#")]


def holding(pins: list[Requirement], **environment: str) -> dict[str, str]:
    """Name -> version of the pins that hold in `environment`, each of which is exact."""
    found: dict[str, str] = {}
    for pin in pins:
        if pin.marker is None or pin.marker.evaluate(environment):
            name = canonicalize_name(pin.name)
            [specifier] = pin.specifier
            assert specifier.operator == "=="
            assert name not in found, f"{name} is pinned twice for {environment}"
            found[name] = specifier.version
    return found


def brought(name: str, extra: str, found: set[tuple[str, str]]) -> None:
    """Add to `found` what is installed of `name[extra]` and all that it brings, name and extra."""
    if (name, extra) in found:
        return
    found.add((name, extra))
    for line in requires(name) or []:
        one = Requirement(line)
        if one.marker is None or one.marker.evaluate(default_environment() | {"extra": extra}):
            for wanted in ("", *one.extras):
                brought(canonicalize_name(one.name), wanted, found)


def test_all_that_is_installed_is_pinned(pins: list[Requirement]) -> None:
    """Nothing that `make install` brings, directly or not, could be another one on another day."""
    found: set[tuple[str, str]] = set()
    brought("grokking-the-basics", "dev", found)
    installed = {name for name, _extra in found} - {"grokking-the-basics"}
    assert {"torch", "sympy", "ruff", "traitlets"} <= installed
    loose = installed - holding(pins, **default_environment()).keys()
    assert {name for name in loose if not CUDA.match(name)} == set()


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_pins_lie_in_the_ranges(
    project: dict[str, Any], pins: list[Requirement], python: str, system: str
) -> None:
    """What pyproject.toml asks for is pinned there, to a version that it allows."""
    place = {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "sys_platform": system,
        "platform_system": SYSTEMS[system],
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    pinned = holding(pins, **place)
    extras = project["optional-dependencies"].values()
    asked = map(
        Requirement, [*project["dependencies"], *(line for lines in extras for line in lines)]
    )
    wanted = [
        one
        for one in asked
        if one.name != project["name"]
        if one.marker is None or one.marker.evaluate(place)
    ]
    assert len(wanted) > 10
    for one in wanted:
        version = pinned[canonicalize_name(one.name)]
        assert one.specifier.contains(version), f"{one} is pinned to {version}"


def test_copies_in_tests_have_the_pins_of_what_is_installed(root: Path) -> None:
    """Another version where another is installed; what is not, or is for others, stays."""
    here, made = version("pytest"), as_installed((root / "constraints.txt").read_text())
    assert f"\npytest=={here}\n" in made
    assert as_installed(made) == made
    others = "# pytest==0.1\nnowhere==1.0\npytest==0.2 ; python_version < '3'\n"
    assert as_installed(f"{others}pytest==0.1\n") == f"{others}pytest=={here}\n"


def test_what_is_held_back_is_pinned_so(root: Path, pins: list[Requirement]) -> None:
    """constraints.txt was made with .ci/held.txt."""
    lines = (root / ".ci/held.txt").read_text().splitlines()
    held = [line for line in lines if line and not line.startswith("#")]
    versions = holding(pins, **default_environment() | {"sys_platform": "linux"})
    for line in map(Requirement, held):
        assert str(line.specifier) == f"=={versions[line.name]}"


def test_the_promised_pythons_are_those_of_ci(root: Path, project: dict[str, Any]) -> None:
    """requires-python, ci.yml and .ci/lock speak of the same versions, with an upper end."""
    first, last = PYTHONS[0], int(PYTHONS[-1].partition(".")[2]) + 1
    assert project["requires-python"] == f">={first},<3.{last}"
    workflow = (root / ".github/workflows/ci.yml").read_text()
    [linux, laptop] = re.findall(r"^ +python: (\[.*\])$", workflow, re.MULTILINE)
    assert linux == str(list(PYTHONS)).replace("'", '"')
    assert laptop == f'["{PYTHONS[0]}", "{PYTHONS[-1]}"]'
    assert f"for python in {' '.join(PYTHONS)}; do" in (root / ".ci/lock").read_text()


# Extra -> the folders of src/grader whose commands ask for it, and say so where it is missing.
OPTIONAL = {"matplotlib": "plots", "watchfiles": "watch", "httpx": "push", "IPython": "notebook"}
# Comes with its distribution, or is imported under another name.
BROUGHT = {"nbformat": "nbconvert", "pyseccomp": "pyseccomp", "seccomp": "pyseccomp"}


def test_what_the_engine_imports_is_declared(root: Path, project: dict[str, Any]) -> None:
    """A learner installs what pyproject.toml names: every import stands there by itself."""
    named = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    own = {"grader", "exercises", "classroom", *sys.stdlib_module_names}
    missing = set()
    for path in (root / "src/grader").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [a.name for a in node.names] if isinstance(node, ast.Import) else []
            for name in (each.partition(".")[0] for each in names):
                if name in own or name in OPTIONAL:
                    continue
                if canonicalize_name(BROUGHT.get(name, name)) not in named:
                    missing.add(f"{path.relative_to(root)}: {name}")
    assert missing == set()
