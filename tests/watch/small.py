"""A learner's repository of one topic, and one warm process for all tests that need one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from grader.course.manifest import Course, load_course
from grader.watch.warm import Ended, Warm

TOPIC = "makemore1"
SOFTMAX = '''

def softmax(logits, dim=-1):
    """Shares."""
    shifted = logits - logits.max(dim, keepdim=True).values
    return shifted.exp() / shifted.exp().sum(dim, keepdim=True)
'''
WRONG = """

def softmax(logits, dim=-1):
    return logits.exp() / logits.exp().sum()
"""


def learner(root: Path, folder: Path) -> Course:
    """A repository with the stubs of one topic."""
    home = folder / "exercises"
    ignored = shutil.ignore_patterns("__pycache__", "plots")
    for name in (TOPIC, "data"):
        shutil.copytree(root / "exercises" / name, home / name, ignore=ignored)
    (home / "course.toml").write_text(f'title = "t"\nversion = "1"\n[[topics]]\nid = "{TOPIC}"\n')
    shutil.copy(root / "pyproject.toml", folder)
    return load_course(folder)


class SharedWarm:
    """A warm process for many tests: whoever asks last hears how runs end."""

    def __init__(self) -> None:
        self.hears: Callable[[Ended], None] = lambda _ended: None
        self.own = Warm(lambda ended: self.hears(ended))

    def lent_to(self, hears: Callable[[Ended], None]) -> Any:
        """It, in the place of a test's own."""
        self.hears = hears
        return _Lent(self.own)


class _Lent:
    def __init__(self, own: Warm) -> None:
        self.own = own
        self.start, self.run, self.stop = own.start, own.run, own.stop

    def close(self) -> None:
        """Others still need it."""


class Page:
    """A screen that remembers what it was shown."""

    interactive = False
    colour = False

    def __init__(self, shown: Callable[[str], None]) -> None:
        self.shown = shown

    def clear(self) -> None:
        """Nothing."""

    def say(self, text: str = "", *, dim: bool = False) -> None:
        """Remember it."""
        self.shown(text)


def spaced(lines: Sequence[str] | str) -> str:
    """A text with every run of blanks as one."""
    return " ".join((lines if isinstance(lines, str) else "\n".join(lines)).split())
