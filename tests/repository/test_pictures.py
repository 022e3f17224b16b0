"""The pictures of README.md show what there is now."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def pictures(root: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script that draws them."""
    monkeypatch.syspath_prepend(str(root / "docs/figures"))
    monkeypatch.setattr(sys, "argv", ["pictures.py"])
    import pictures as script

    return script


@pytest.mark.full
def test_the_terminal_is_what_pytest_says_now(pictures: Any) -> None:
    """Drawn anew it is the same file: python docs/figures/pictures.py terminal."""
    assert pictures.terminal(pictures.said()) == pictures.TERMINAL.read_text()


@pytest.mark.full
def test_the_class_is_drawn_of_the_page_as_it_is(pictures: Any) -> None:
    """Templates and style are those of when it was drawn: python docs/figures/pictures.py class."""
    assert pictures.kept() == pictures.digests()


def test_pictures_are_small_and_have_words(root: Path, pictures: Any) -> None:
    """A README is read on a telephone too, and by people who hear it."""
    text = (root / "README.md").read_text()
    for path, most in ((pictures.TERMINAL, 60), (pictures.CLASS, 200)):
        assert path.stat().st_size < most * 1024
        name = path.relative_to(root).as_posix()
        assert len(text.partition(f"]({name})")[0].rpartition("![")[2]) > 30
