"""How long a learner waits: `pytest exercises/<topic>` against `python -c "import torch"`.

Both run alternately, so that whatever else the machine does hits both; medians are compared. The
time of the checks themselves (from pytest's report) is taken off, since that is the learner's own
code and its oracle; a topic that never imports torch is held to a limit for all of its run, without
the file in which it does. Run:
python benchmarks/latency.py [TOPIC] [--pairs 10]
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
from pathlib import Path
from xml.etree import ElementTree

from classroom.author.compose import Files, solutions, stubs
from grader.course.manifest import find_course

LIMIT = 1.2
WITHOUT_TORCH = {"micrograd": (0.6, "pytorch.py")}


def main() -> None:
    """Measure and print; exit status 1 if a ratio is above its limit."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("topic", nargs="?", default="makemore4")
    parser.add_argument("--pairs", type=int, default=10)
    options = parser.parse_args()
    course = find_course(Path(__file__).resolve().parent)
    topic = course.topic(options.topic)
    limit, late = WITHOUT_TORCH.get(options.topic, (LIMIT, ""))
    begun = solutions(course, topic)
    if late:
        path = topic.path_in_repository(late)
        begun[path] = stubs(topic)[path]
    ratios = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind, files in (("stubs", stubs(topic)), ("reference", begun)):
            work = _student_folder(course.root, files, Path(folder, kind))
            ratios[kind] = _measure(work, options.topic, options.pairs, kind)
    print(json.dumps({"limit": limit, **{k: round(v, 3) for k, v in ratios.items()}}))
    sys.exit(max(ratios.values()) > limit)


def _student_folder(root: Path, files: Files, folder: Path) -> Path:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "exercises", folder / "exercises", ignore=ignored)
    shutil.copy(root / "pyproject.toml", folder)
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def _measure(work: Path, topic: str, pairs: int, kind: str) -> float:
    bare, whole, waiting = [], [], []
    # A record keeps the seconds of slow checks alone; pytest's own report has those of all.
    times = ["--junitxml", "times.xml", "-o", "junit_duration_report=call"]
    command = [sys.executable, "-m", "pytest", f"exercises/{topic}", *times]
    for pair in range(pairs + 1):
        torch_seconds = wall([sys.executable, "-c", "import torch"], work)
        pytest_seconds = wall(command, work)
        if pair == 0:
            continue  # fills the disk cache
        cases = ElementTree.parse(work / "times.xml").iter("testcase")
        calls = sum(float(case.get("time", 0)) for case in cases)
        bare.append(torch_seconds)
        whole.append(pytest_seconds)
        waiting.append(pytest_seconds - calls)
    medians = [statistics.median(values) for values in (bare, whole, waiting)]
    counted = medians[1] if topic in WITHOUT_TORCH else medians[2]
    ratio = counted / medians[0]
    print(
        f"{kind}: import torch {medians[0]:.2f} s, pytest {medians[1]:.2f} s, of that outside "
        f"the checks {medians[2]:.2f} s; {counted:.2f} s = {ratio:.2f} x import torch "
        f"(median of {pairs} pairs)"
    )
    return ratio


def wall(command: list[str], folder: Path) -> float:
    """The seconds that a command takes."""
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
