"""A grading run that is killed at any moment loses nothing that was finished."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from tests.desk.small import SOLUTION, small

GRADER = str(Path(sys.executable).parent / "grader")
COUNT = 40


def results(path: Path) -> dict[int, tuple[int, float]]:
    """The results in a book: number -> submission and points."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT id, submission_id, points FROM result").fetchall()
    return {number: (submission, points) for number, submission, points in rows}


@pytest.mark.parametrize(
    "moments", [pytest.param(1, id="1"), pytest.param(30, marks=pytest.mark.full, id="30")]
)
def test_a_run_that_is_killed_goes_on(tmp_path: Path, moments: int) -> None:
    """Killed again and again: finished results stay as they were, none is there twice."""
    contents = {f"s{n:02}": f"{SOLUTION}# {n}\n" for n in range(COUNT)}
    made = small(tmp_path / "course", contents)
    made.collect()
    book = made.root / "term/gradebook.db"
    command = [GRADER, "grade", "--term", "term", "--no-cache", "--workers", "1"]
    rng = random.Random(20270314)
    kept: dict[int, tuple[int, float]] = {}
    # Moments at which so many results are there, the first ones before the first.
    for wanted in sorted(rng.sample(range(COUNT), moments)):
        run = subprocess.Popen(
            command,
            cwd=made.root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        while len(results(book)) < wanted and run.poll() is None:
            time.sleep(rng.random() / 500)  # no event of another process's tells of a transaction
        run.send_signal(signal.SIGKILL)
        run.wait()
        found = results(book)
        assert kept.items() <= found.items()
        assert len(found) >= wanted
        kept = found
    done = subprocess.run(command, cwd=made.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = results(book)
    assert kept.items() <= found.items()
    assert len({submission for submission, _ in found.values()}) == len(found) == COUNT
    assert {points for _, points in found.values()} == {10}
    assert f"{COUNT} students" in done.stdout
    assert set(made.points().values()) == {10}
    assert len(made.means().book.runs()) == 1
    with closing(sqlite3.connect(book)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert len(list((made.root / "term/report/records").iterdir())) == COUNT
