"""What the tests of the contract share. What the contract is stands in src/classroom/author."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.every_mistake import sampled

from classroom.author.contract import Problem
from grader.course.manifest import load_course

COURSE = load_course(Path(__file__).resolve().parents[2])
every_topic = pytest.mark.parametrize("topic", COURSE.topics.values(), ids=COURSE.topics)


def every(kind: str) -> pytest.MarkDecorator:
    """Run a test for every alternative or mistake; its argument is the path of the file.

    Those that are not in the sample of `make test` are marked `full`.
    """
    folders = [COURSE.reference / topic / f"{kind}s" for topic in COURSE.topics]
    paths = [path for folder in folders for path in sorted(folder.glob("*.py"))]
    ids = [f"{path.parent.parent.name}-{path.stem}" for path in paths]
    left_out = {*paths} - sampled(COURSE)
    chosen = [
        pytest.param(path, id=name, marks=[pytest.mark.full] if path in left_out else [])
        for path, name in zip(paths, ids, strict=True)
    ]
    return pytest.mark.parametrize("override", chosen)


def kept(problems: Iterable[Problem]) -> None:
    """Fail with one line a problem: where, what is wrong, what an author does next."""
    if lines := [str(problem) for problem in problems]:
        pytest.fail("\n".join(lines), pytrace=False)
