"""The house: what stands where, and how large it may be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

MAX_LINES = 400
MAX_MODULES = 17
PAGES = ("ARCHITECTURE.md", "docs/walk.md", "docs/figures/walk.svg", "CONTRIBUTING.md")


def test_files_and_folders_stay_small(root: Path) -> None:
    """No file of src/ is longer than 400 lines, no folder has more than 17 modules."""
    files = sorted((root / "src").rglob("*.py"))
    assert len(files) > 100
    assert [f.name for f in files if len(f.read_text().splitlines()) > MAX_LINES] == []
    folders = {f.parent for f in files}
    assert [d.name for d in folders if len(list(d.glob("*.py"))) > MAX_MODULES] == []


def test_no_two_classes_of_a_package_share_a_name(root: Path) -> None:
    """One name for one thing: a public class is called like no other."""
    where: dict[str, list[str]] = {}
    for path in (root / "src").rglob("*.py"):
        for name in re.findall(r"^class ([A-Z]\w+)", path.read_text(), re.MULTILINE):
            where.setdefault(name, []).append(path.stem)
    assert {name: files for name, files in where.items() if len(files) > 1} == {}


@pytest.mark.parametrize("page", PAGES)
def test_named_modules_exist(root: Path, page: str) -> None:
    """Each module that a page names is one: by its path, or by the end of it."""
    text = (root / page).read_text()
    known = [
        path.relative_to(root).as_posix()
        for path in root.glob("**/*.py")
        if ".venv" not in path.parts
    ]
    named = set(re.findall(r"(?<![\w/])(?:[a-z_]+/)+[a-z_]+\.py(?![\w/])", text))
    ours = [
        name for name in named if not name.startswith(("exercises/", "reference/", "tests/hidden/"))
    ]
    assert len(ours) > 3
    missing = [n for n in ours if not any(f"/{each}".endswith(f"/{n}") for each in known)]
    assert missing == []


def test_no_marks_of_a_merge_are_left(root: Path) -> None:
    """Of a conflict that somebody resolved by hand."""
    folders = ("docs", "exercises", "reference", "src", "template", "tests", ".github", ".ci")
    files = [path for folder in folders for path in (root / folder).rglob("*") if path.is_file()]
    texts = {".md", ".py", ".toml", ".yml", ".j2", ".json"}
    marked = [
        path.name
        for path in [*root.glob("*.*"), *files]
        if path.suffix in texts and re.search(rb"(?m)^(<{7}|>{7}) ", path.read_bytes())
    ]
    assert marked == []
