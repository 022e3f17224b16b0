"""How fast a class is graded: the engine against a cold pytest process per submission.

Makes N distinct submissions of a topic (reference, alternatives, mistakes, half-done, evenly, a
comment line each) and measures in one run:
  a  a cold pytest process per submission on the same visible and hidden checks, two at a time,
     without any isolation; while the engine with 2 workers pauses, again and again, since the
     speed of a machine changes within minutes
  b  the engine with 1 and with 2 workers, its start-up counted once
  c  the engine with a process for every check
  d  the floor: fork and exit of the zygote
  e  an unchanged regrade
Ends with one line of JSON. Run: python benchmarks/throughput.py [--submissions 200] [--cold 8]
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import resource
import shutil
import signal
import socket
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

from where import breakdown

from classroom.author.compose import Files, half_done, solutions, with_override
from classroom.grade.batch import grade_all, jobs_for
from classroom.grade.submission import Settings
from grader.course.manifest import Course, Topic, find_course
from grader.sandbox import jail, root
from grader.sandbox.host import Zygote


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
    options = parser.parse_args()
    course = find_course(Path(__file__).resolve().parent)
    topic = course.topic(options.topic)
    cold, one, two, each = Measured(), Measured(), Measured(), Measured()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
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
        lines = breakdown(course, topic, paths[:24], folder / "scratch")
    floor = _floor()
    for name, measured in (
        ("a  cold pytest, two at a time", cold),
        ("b1 engine, 1 worker", one),
        ("b2 engine, 2 workers", two),
        ("c  engine, a process per check", each),
        ("e  unchanged regrade", again),
    ):
        print(measured.line(name))
    print(f"d  fork and exit of the zygote     {floor:.1f} ms wall")
    print("where the time of b1 goes, start-up aside, a submission:", *lines, sep="\n")
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
    }
    print(json.dumps({key: round(value, 4) for key, value in result.items()}))


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
            (path / name).write_text(f"{text}# submission {i}\n")
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
    forks = [pid for clean in _children(os.getpid()) for pid in _children(clean)]
    workers = [pid for pid in forks if Path(f"/proc/{pid}/comm").read_text() == "grader-worker\n"]
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
            # Beside a zygote there is its judge, which forks nothing.
            for pid in forks if any(forks.values()) else ():
                name = "zygote" if forks[pid] else "judge"
                _largest(memory, name, _kb(pid, "status", "VmRSS"))
            for zygote in forks:
                for fork in forks[zygote]:
                    for child in (fork, *_children(fork)):
                        dirty = _kb(child, "smaps_rollup", "Private_Dirty")
                        # Once the zygote is gone, what they shared with it is private to them.
                        if fork in _children(zygote):
                            _largest(memory, "child", dirty)


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


def _floor() -> float:
    """Milliseconds to fork a child of the zygote and see it end, nothing else."""
    zygote = Zygote()
    spec = {"workspace": "/nonexistent", "given": "/nonexistent",
            "drop_user": False, "without": sorted(jail.WALLS)}  # fmt: skip
    durations = []
    for _ in range(100):
        ours, theirs = socket.socketpair()
        output = os.open(os.devnull, os.O_WRONLY)
        ours.close()  # the child finds nobody to answer to, and ends
        started = time.perf_counter()
        forked = zygote.fork(spec, [theirs.fileno(), output])
        zygote.wait(forked)
        durations.append(time.perf_counter() - started)
        theirs.close()
        os.close(output)
        os.close(forked.pidfd)
    zygote.close()
    return 1000 * sorted(durations)[len(durations) // 2]


if __name__ == "__main__":
    main()
