"""A grading run that is killed at any moment loses nothing that was finished."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest
from tests.course_copy import GRADER, grader
from tests.desk.small import SOLUTION, small


def results(path: Path) -> dict[int, tuple[int, float]]:
    """The results in a book: number -> submission and points."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT id, submission_id, points FROM result").fetchall()
    return {number: (submission, points) for number, submission, points in rows}


def count_in(book: sqlite3.Connection) -> int:
    """How many results a book holds, without opening it anew for each look."""
    [count] = book.execute("SELECT count(*) FROM result").fetchone()
    return int(count)


@pytest.mark.parametrize(
    ("moments", "count"),
    [pytest.param(1, 12, id="1"), pytest.param(30, 40, marks=pytest.mark.full, id="30")],
)
def test_a_run_that_is_killed_goes_on(tmp_path: Path, moments: int, count: int) -> None:
    """Killed again and again: finished results stay as they were, none is there twice."""
    contents = {f"s{n:02}": f"{SOLUTION}# {n}\n" for n in range(count)}
    made = small(tmp_path / "course", contents)
    made.collect()
    book = made.root / "term/gradebook.db"
    command = [GRADER, "grade", "--term", "term", "--no-cache", "--workers", "1"]
    rng = random.Random(20270314)
    kept: dict[int, tuple[int, float]] = {}
    # Moments at which so many results are there, the first ones before the first.
    for wanted in sorted(rng.sample(range(count), moments)):
        run = subprocess.Popen(
            command,
            cwd=made.root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        with closing(sqlite3.connect(book)) as open_book:
            while count_in(open_book) < wanted and run.poll() is None:
                time.sleep(rng.random() / 50)  # no event tells of another process's transaction
        run.send_signal(signal.SIGKILL)
        run.wait()
        found = results(book)
        assert kept.items() <= found.items()
        assert len(found) >= wanted
        kept = found
    done = grader(*command[1:], cwd=made.root)
    assert done.returncode == 0, done.stderr
    found = results(book)
    assert kept.items() <= found.items()
    assert len({submission for submission, _ in found.values()}) == len(found) == count
    assert {points for _, points in found.values()} == {10}
    assert f"{count} students" in done.stdout
    assert set(made.points().values()) == {10}
    assert len(made.means().book.runs()) == 1
    with closing(sqlite3.connect(book)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert len(list((made.root / "term/report/records").iterdir())) == count
