"""What the tests of the sandbox share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox.execute import Request
from grader.sandbox.host import Child, Zygote

MODULE = "exercises.topic.solution"


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """One zygote for all children."""
    zygote = Zygote()
    yield zygote
    zygote.close()


@pytest.fixture
def child(zygote: Zygote, tmp_path: Path) -> Iterator[Any]:
    """child(source) -> ask(function, *args, seconds=...)."""
    made = []

    def make(source: str, forbid: tuple[str, ...] = ()) -> Any:
        folder = tmp_path / "work/exercises/topic"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "solution.py").write_text("import os, sys, torch\n" + source)
        one = Child(zygote, tmp_path / "work", tmp_path, forbid)
        made.append(one)

        def ask(function: str, *args: Any, seconds: float = 5.0) -> Any:
            return one.ask(Request("call", MODULE, function, args=args), seconds)

        ask.child = one  # type: ignore[attr-defined]
        return ask

    yield make
    for one in made:
        one.close()
