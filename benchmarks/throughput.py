"""How fast a class is graded: the engine against a cold pytest process per submission.

Makes N submissions of a topic (reference, alternatives, mistakes, half-done, evenly), no two with
the same syntax tree, and measures in one run:
  a  a cold pytest process per submission on the same visible and hidden checks, two at a time,
     without any isolation; while the engine with 2 workers pauses, again and again, since the
     speed of a machine changes within minutes
  b  the engine with 1 and with 2 workers, its start-up counted once
  c  the engine with a process for every check
  d  the floor, fork and exit of a zygote's child without any wall, beside a child that is jailed
     and has imported a file: least wall time of 1,000, CPU time and minor page faults
  e  an unchanged regrade
Ends with one line of JSON; exit status 1 if a child touches more pages than FAULTS.
Run: python benchmarks/throughput.py [--submissions 200] [--cold 8] [--pool 16]
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from where import breakdown

from classroom.author.compose import (
    Files,
    half_done,
    nothing_reported,
    solutions,
    with_override,
)
from classroom.grade.batch import grade_all, jobs_for
from classroom.grade.submission import Settings
from grader.check.workspace import GIVEN
from grader.course.manifest import Course, Topic, find_course, load_course
from grader.sandbox import host, jail, root
from grader.sandbox.execute import Request
from grader.sandbox.host import Zygote

KINDS = ("right", "another way", "a mistake", "half done")
# Minor page faults of a child that is jailed and has imported a file; load cannot change them.
FAULTS = 1_100


@dataclass
class Measured:
    """Seconds and submissions of one way of grading, summed over rounds."""

    wall: float = 0.0
    cpu: float = 0.0
    count: int = 0
    memory: dict[str, float] = field(default_factory=dict)

    def line(self, name: str) -> str:
        """One line for people."""
        rate = self.count / self.wall
        per = f"{1000 * self.cpu / self.count:.0f} ms CPU, {1000 * self.wall / self.count:.0f} ms"
        return f"{name:34} {self.count:5} graded, {per} wall a submission, {rate:.2f} a second"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("topic", nargs="?", default="makemore4")
    parser.add_argument("--submissions", type=int, default=200, help="for the engine")
    parser.add_argument("--cold", type=int, default=8, help="for the cold baseline")
    parser.add_argument("--pool", type=int, help="places of the pool, in place of the course's own")
    parser.add_argument("--each", action="store_true", help="every topic in turn, and nothing else")
    options = parser.parse_args()
    if options.each:
        _each_topic(options.submissions)
        return
    cold, one, two, each = Measured(), Measured(), Measured(), Measured()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        course = find_course(Path(__file__).resolve().parent)
        if options.pool:
            course = _with_pool(course, options.pool, folder / "course")
        topic = course.topic(options.topic)
        paths = _submissions(course, topic, folder, options.submissions)
        sample = [paths[i] for i in _spread(len(paths), options.cold)]
        baseline = partial(_cold, course, topic, folder)
        _measure_both(two, cold, course, topic, paths, sample, baseline)
        runs = [
            (one, 1, Settings(), paths),
            (each, 2, Settings(per_check=True), paths[: max(4, len(paths) // 10)]),
        ]
        for target, workers, settings, part in runs:
            memory = target.memory if target is one else None
            run = partial(_engine, course, topic, part, workers, settings, memory)
            _measure(target, len(part), run)
        cache = folder / "cache"
        fill, again = Measured(), Measured()
        regrade = partial(_engine, course, topic, paths, 2, Settings(), None, cache)
        _measure(fill, len(paths), regrade)
        _measure(again, len(paths), regrade)
        lines = breakdown(course, topic, paths[:24], KINDS, folder / "scratch")
    floor, child = _floor_and_child()
    for name, measured in (
        ("a  cold pytest, two at a time", cold),
        ("b1 engine, 1 worker", one),
        ("b2 engine, 2 workers", two),
        ("c  engine, a process per check", each),
        ("e  unchanged regrade", again),
    ):
        print(measured.line(name))
    print(f"d1 fork and exit, no walls          {floor}")
    print(f"d2 jailed, one import               {child}; {child.ratio(floor)}")
    print(f"pool: {course.pool} places; where the time of b1 goes, the second time, a submission:")
    print(*lines, sep="\n")
    memory = one.memory
    print(f"memory: judge {memory['judge']:.0f} MB, zygote {memory['zygote']:.0f} MB, largest "
          f"private part of a child {memory['child']:.0f} MB")  # fmt: skip
    result = {
        "cpu_ratio": (cold.cpu / cold.count) / (two.cpu / two.count),
        "wall_ratio": (cold.wall / cold.count) / (two.wall / two.count),
        "cpu_ms_per_submission": 1000 * two.cpu / two.count,
        "regrade_share": again.wall / fill.wall,
        "parent_mb": memory["judge"] + memory["zygote"],
        "child_mb": memory["child"],
        "child_faults": child.faults,
    }
    print(json.dumps({key: round(value, 4) for key, value in result.items()}))
    if child.faults > FAULTS:
        raise SystemExit(f"a child touches {child.faults} pages, {FAULTS} are allowed")


def _each_topic(count: int) -> None:
    """Print what a submission of each topic takes, and of all; nothing reported of experiments."""
    course = find_course(Path(__file__).resolve().parent)
    total = Measured()
    for topic in course.topics.values():
        with tempfile.TemporaryDirectory() as name:
            paths = _submissions(course, topic, Path(name), count)
            for path in paths:
                for report, text in nothing_reported(topic).items():
                    (path / report).write_text(text)
            measured = Measured()
            run = partial(_engine, course, topic, paths, 2, Settings(), None)
            _measure(measured, count, run)
        print(measured.line(topic.id), flush=True)
        total.cpu += measured.cpu
        total.wall += measured.wall
    total.count = count
    print(total.line("all of them"))


def _submissions(course: Course, topic: Topic, folder: Path, count: int) -> list[Path]:
    """`count` folders with distinct texts, evenly of the four kinds."""
    kinds: list[Iterator[Files]] = [
        itertools.cycle([solutions(course, topic)]),
        itertools.cycle(_variants(course, topic, "alternatives")),
        itertools.cycle(_variants(course, topic, "mistakes")),
        itertools.cycle([half_done(course, topic)]),
    ]
    paths = []
    for i in range(count):
        path = folder / "class" / f"student{i:04}"
        for name, text in next(kinds[i % len(kinds)]).items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_text(f"{text}\n_SUBMISSION = {i}\n")
        paths.append(path)
    return paths


def _variants(course: Course, topic: Topic, kind: str) -> list[Files]:
    found = sorted((course.reference / topic.id / kind).glob("*.py"))
    return [with_override(course, topic, override) for override in found]


def _spread(length: int, count: int) -> list[int]:
    return [i * length // count for i in range(count)]


def _measure(target: Measured, count: int, run: Callable[[], None]) -> None:
    before, started = _cpu(), time.perf_counter()
    run()
    target.wall += time.perf_counter() - started
    target.cpu += _cpu() - before
    target.count += count


def _measure_both(
    engine: Measured,
    cold: Measured,
    course: Course,
    topic: Topic,
    paths: list[Path],
    sample: list[Path],
    baseline: Callable[[list[Path]], None],
) -> None:
    """The engine with 2 workers, and the baseline on two of `sample` in each of its pauses."""
    before, started = _cpu(), time.perf_counter()
    jobs = jobs_for(paths, [topic.id])
    pairs = [sample[i : i + 2] for i in range(0, len(sample), 2)]
    pauses = {len(paths) * (i + 1) // (len(pairs) + 1): pair for i, pair in enumerate(pairs)}
    graded = grade_all(course.root, jobs, secret=b"s" * 32, workers=2)
    for count, one in enumerate(graded, start=1):
        if one.record is None:
            raise SystemExit(one.problem)
        if count in pauses:
            with _workers_stopped():
                engine.wall += time.perf_counter() - started
                _measure(cold, len(pauses[count]), partial(baseline, pauses[count]))
                started = time.perf_counter()
    root.close()
    engine.wall += time.perf_counter() - started
    engine.cpu = _cpu() - before - cold.cpu
    engine.count = len(paths)


@contextlib.contextmanager
def _workers_stopped() -> Iterator[None]:
    """The workers hold still wherever they are; entered once their children do, too."""
    templates = [pid for clean in _children(os.getpid()) for pid in _children(clean)]
    forks = [pid for template in templates for pid in _children(template)]
    workers = [pid for pid in forks if _name(pid) == "grader-worker"]
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    try:
        _until_idle()
        yield
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGCONT)


def _until_idle() -> None:
    """Wait until no process below this one uses any processor time."""
    before = -1
    while (used := _nanoseconds(os.getpid())) != before:
        before = used
        time.sleep(0.01)


def _nanoseconds(pid: int) -> int:
    """Processor time of what is below `pid`."""
    total = 0
    for child in _children(pid):
        for task in Path(f"/proc/{child}/task").glob("*/schedstat"):
            with contextlib.suppress(OSError):
                total += int(task.read_text().split()[0])
        total += _nanoseconds(child)
    return total


def _cpu() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _cold(course: Course, topic: Topic, folder: Path, paths: list[Path]) -> None:
    """A fresh pytest process per submission, in a folder like a student's."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda path: _cold_one(course, topic, folder, path), paths))


def _cold_one(course: Course, topic: Topic, folder: Path, submission: Path) -> None:
    work = folder / "cold" / submission.name
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(topic.folder, work / "exercises" / topic.id, ignore=ignored)
    shutil.copytree(course.hidden / topic.id, work / "tests/hidden" / topic.id, ignore=ignored)
    (work / "exercises/data").symlink_to(course.root / "exercises/data")
    shutil.copy(course.root / "pyproject.toml", work)
    shutil.copytree(submission, work, dirs_exist_ok=True)
    command = [sys.executable, "-m", "pytest", f"exercises/{topic.id}", f"tests/hidden/{topic.id}"]
    subprocess.run(command, cwd=work, capture_output=True, check=False)


def _engine(
    course: Course,
    topic: Topic,
    paths: list[Path],
    workers: int,
    settings: Settings,
    memory: dict[str, float] | None,
    cache: Path | None = None,
) -> None:
    stop = threading.Event()
    watcher = threading.Thread(target=_watch, args=(memory, stop))
    if memory is not None:
        watcher.start()
    jobs = jobs_for(paths, [topic.id])
    options = {"secret": b"s" * 32, "workers": workers, "settings": settings, "cache": cache}
    done = sum(graded.record is not None for graded in grade_all(course.root, jobs, **options))  # type: ignore[arg-type]
    # Its start-up and all that it forked counts here, which is when it is waited for.
    root.close()
    stop.set()
    if memory is not None:
        watcher.join()
    if done != len(paths):
        raise SystemExit(f"only {done} of {len(paths)} submissions were graded")


def _watch(memory: dict[str, float], stop: threading.Event) -> None:
    """Largest memory of the judge, its zygote and a child, in MB, until `stop`.

    Of judge and zygote while there are children: an import takes more for a moment.
    """
    while not stop.wait(0.02):
        for clean in _children(os.getpid()):
            forks = {pid: _children(pid) for pid in _children(clean)}
            zygotes = [pid for pid in forks if _name(pid) == "grader-zygote"]
            for zygote in zygotes:
                for fork in forks[zygote]:
                    for child in (fork, *_children(fork)):
                        dirty = _kb(child, "smaps_rollup", "Private_Dirty")
                        # Once the zygote is gone, what they shared with it is private to them.
                        if fork in _children(zygote):
                            _largest(memory, "child", dirty)
            if not any(forks[zygote] for zygote in zygotes):
                continue
            judges = [pid for fork in forks if fork not in zygotes for pid in forks[fork]]
            for name, pids in (("zygote", zygotes), ("judge", judges)):
                for pid in pids:
                    _largest(memory, name, _kb(pid, "status", "VmRSS"))


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _largest(memory: dict[str, float], name: str, kilobytes: int) -> None:
    memory[name] = max(memory.get(name, 0.0), kilobytes / 1024)


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(c) for task in tasks for c in (task / "children").read_text().split()]
    except OSError:
        return []


def _kb(pid: int, file: str, name: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text().split("\n")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)


@dataclass(frozen=True)
class Child:
    """What a child costs: least wall time and middle CPU time in ms, middle minor page faults."""

    wall: float
    cpu: float
    faults: int

    def __str__(self) -> str:
        return f"{self.wall:.1f} ms wall, {self.cpu:.1f} ms CPU, {self.faults} page faults"

    def ratio(self, floor: Child) -> str:
        """How often it is the floor."""
        return f"x {self.wall / floor.wall:.2f} in wall time, x {self.cpu / floor.cpu:.2f} in CPU"


def _floor_and_child(count: int = 1_000) -> tuple[Child, Child]:
    """A child without walls that ends at once, one that is jailed and imports a file; in turn."""
    bare, jailed = Zygote(without=jail.WALLS), Zygote()
    endings: dict[Zygote, list[dict[str, Any]]] = {bare: [], jailed: []}
    walls: dict[Zygote, list[float]] = {bare: [], jailed: []}
    with tempfile.TemporaryDirectory() as name:
        workspace = Path(name)
        workspace.chmod(0o755)
        (workspace / GIVEN).mkdir()
        (workspace / "solution.py").write_text("import torch\n\n\ndef same(x):\n    return x\n")
        for _ in range(count):
            for zygote in (bare, jailed):
                started = time.perf_counter()
                child = host.Child(zygote, workspace, workspace / GIVEN)
                if zygote is jailed:
                    child.ask(Request("import", "solution"), 10.0)
                endings[zygote].append(child.close() or {})
                walls[zygote].append(time.perf_counter() - started)
    found = [
        Child(
            1000 * min(walls[zygote]),
            1000 * statistics.median(ending["cpu"] for ending in endings[zygote]),
            int(statistics.median(ending["faults"] for ending in endings[zygote])),
        )
        for zygote in (bare, jailed)
    ]
    for zygote in (bare, jailed):
        zygote.close()
    return found[0], found[1]


def _with_pool(course: Course, pool: int, root: Path) -> Course:
    """A copy of the course with a pool of this many places."""
    ignored = shutil.ignore_patterns("__pycache__")
    for part in ("exercises", "tests/hidden", "reference"):
        shutil.copytree(course.root / part, root / part, ignore=ignored)
    shutil.copy(course.root / "pyproject.toml", root)
    path = root / "exercises/course.toml"
    path.write_text(re.sub(r"(?m)^pool = \d+", f"pool = {pool}", path.read_text()))
    return load_course(root)


if __name__ == "__main__":
    main()
