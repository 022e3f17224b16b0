"""The reference many times through the whole pipeline while both cores are busy with other work."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from classroom.author.compose import solutions
from classroom.grade.batch import grade_all, jobs_for
from grader.course.manifest import Course

RUNS = 200

pytestmark = pytest.mark.full


@pytest.fixture
def load() -> Iterator[None]:
    """A busy loop for every core."""
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_spin, daemon=True) for _ in range(os.cpu_count() or 1)]
    for worker in workers:
        worker.start()
    yield
    for worker in workers:
        worker.kill()
        worker.join()


def test_the_reference_under_load(
    root: Path, course: Course, load: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No check fails and no deadline passes, however slow the machine is."""
    topic = course.topic("makemore4")
    for number in range(RUNS):
        for name, text in solutions(course, topic).items():
            path = tmp_path / f"run{number:03}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            # Another text, other inputs.
            path.write_text(f"{text}# run {number}\n")
    jobs = jobs_for(sorted(tmp_path.iterdir()), [topic.id])

    records = [graded.record for graded in grade_all(root, jobs, secret=b"soak" * 8, workers=2)]

    checks = [
        check for r in records if r for t in r.topics for task in t.tasks for check in task.checks
    ]
    failed = [
        f"{check.id}: {check.state}: {check.summary}" for check in checks if check.state != "pass"
    ]
    with capsys.disabled():
        print(f"\nsoak: {len(records)} runs, {len(checks)} checks, {len(failed)} not passed")
    assert len([r for r in records if r is not None]) == RUNS
    assert not failed


def _spin() -> None:
    while True:
        pass
