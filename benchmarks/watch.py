"""How long from a save to its result: `grader watch` beside a cold `pytest` of the same file.

Both take turns, so that whatever else the machine does hits both. A save adds a comment to the
file, and its result is there when the last line of the report is. Run:
python benchmarks/watch.py [TOPIC] [FILE] [--saves 20]
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from latency import wall

from classroom.author.compose import solutions
from grader.course.manifest import find_course

RATIO, SECONDS = 5.0, 1.0
_END = "n next task"


def main() -> None:
    """Measure and print; exit status 1 if either limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("topic", nargs="?", default="makemore4")
    parser.add_argument("file", nargs="?", default="cross_entropy_steps")
    parser.add_argument("--saves", type=int, default=20)
    options = parser.parse_args()
    course = find_course(Path(__file__).resolve().parent)
    topic = course.topic(options.topic)
    tests = f"exercises/{topic.id}/test_{options.file}.py"
    warm, cold = [], []
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(course.root / "exercises", work / "exercises", ignore=ignored)
        shutil.copy(course.root / "pyproject.toml", work)
        for name, text in solutions(course, topic).items():
            (work / name).write_text(text)
        path = work / f"exercises/{topic.id}/{options.file}.py"
        with _watch(work, topic.id) as lines:
            _until_end(lines)
            for save in range(options.saves + 1):
                started = time.perf_counter()
                with path.open("a") as file:
                    file.write(f"# {save}\n")
                _until_end(lines)
                watched = time.perf_counter() - started
                plain = wall([sys.executable, "-m", "pytest", tests], work)
                if save:  # the first one fills the disk cache
                    warm.append(watched)
                    cold.append(plain)
    ratios = [c / w for c, w in zip(cold, warm, strict=True)]
    print(
        f"{tests}: save to result {statistics.median(warm):.2f} s (slowest {max(warm):.2f} s), "
        f"cold pytest {statistics.median(cold):.2f} s (median of {options.saves} pairs)"
    )
    found = {
        "seconds": round(statistics.median(warm), 3),
        "ratio": round(statistics.median(ratios), 2),
    }
    print(json.dumps({"limits": {"seconds": SECONDS, "ratio": RATIO}, **found}))
    sys.exit(found["seconds"] > SECONDS or found["ratio"] < RATIO)


@contextmanager
def _watch(work: Path, topic: str) -> Iterator[Iterator[str]]:
    """The lines that a watch over `topic` prints."""
    command = [sys.executable, "-m", "grader.cli.app", "watch", topic, "--plain"]
    process = subprocess.Popen(
        command, cwd=work, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield iter(process.stdout)
    finally:
        process.stdin.write("q\n")
        process.stdin.close()
        process.wait()


def _until_end(lines: Iterator[str]) -> None:
    for line in lines:
        if line.startswith(_END):
            return
    raise SystemExit("the watch has ended")


if __name__ == "__main__":
    main()
