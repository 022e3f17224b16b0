"""Texts for people use the words of docs/words.md."""

from __future__ import annotations

import re
from pathlib import Path

from tests.course_copy import git

# What learners wrote, as they wrote it.
READERS = "tests/engine/ritual_readers.toml"
LINK = re.compile(r"\]\([^)]*\)|https?://\S+|`[^`\n]*`")


def avoided(root: Path) -> list[str]:
    """The left column of the list."""
    rows = re.findall(r"^\| (.+?) \| .+ \|$", (root / "docs/words.md").read_text(), re.MULTILINE)
    return [word.strip() for row in rows[1:] for word in row.split(", ")]


def test_nothing_of_the_left_side_is_written(root: Path) -> None:
    """Docs, handouts, questions, hints and every text in the code."""
    words = avoided(root)
    assert {"just", "simply", "whilst"} <= set(words)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
    kinds = ("*.md", "src/*.py", "exercises/*.py", "*.toml", "reference/*/mistakes/*.py")
    names = git(root, "ls-files", *kinds)
    found = []
    for name in set(names.splitlines()) - {"docs/words.md", READERS}:
        for number, line in enumerate((root / name).read_text("utf-8").splitlines(), 1):
            found += [f"{name}:{number}: {m[0]}" for m in pattern.finditer(LINK.sub("", line))]
    assert found == []
