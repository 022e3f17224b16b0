"""What hostile submissions cost the machine, and the honest ones graded beside them.

Grades 8 hostile and 8 honest submissions of a topic with 2 workers. The hostile ones answer with as
much as they can, hold memory, burn time, print, and start threads and processes. While that goes on
the proportional memory (PSS) of the grader's own processes is sampled: parent, root, workers and
zygotes; children, which have limits of their own, apart. Exit status 1 if the peak of the former is
beyond LIMIT_MB, or an honest submission lost a point.

With --cage N the hogs among them (threads, memory, time) and honest ones are graded N times in a
cgroup of 6 GB and 3,000 tasks, which ends them if they need more; this needs root and cgroup v1.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from classroom.author.compose import Files, solutions
from classroom.grade.batch import grade_all, jobs_for
from grader.check.source import definitions_in
from grader.course.manifest import Course, Topic, find_course
from grader.sandbox import root

LIMIT_MB = 1200
CAGE_BYTES = 6 << 30
CAGE_TASKS = 3000
EXAMPLES = """examples:
  python benchmarks/hostile.py                        the peak of memory, in a few minutes
  python benchmarks/hostile.py micrograd --cage 20    twenty runs in a cage
"""
# What every function of a hostile submission does, by the name of its kind.
ATTACKS = {
    "64 MB answers": """
def attack(*given, **named):
    return torch.ones(16 << 20)
""",
    "many axes": """
def attack(*given, **named):
    return torch.zeros((2,) * 12 + (4, 250), dtype=torch.uint8)
""",
    "threads": """
import ctypes
import threading
import time

threading.stack_size(32768)
libc = ctypes.CDLL(None)
sleeper = ctypes.cast(libc.pause, ctypes.c_void_p)


def attack(*given, **named):
    thread = ctypes.c_ulong()
    while libc.pthread_create(ctypes.byref(thread), None, sleeper, None) == 0:
        pass
    while True:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
""",
    "memory": """
import mmap

kept = []


def attack(*given, **named):
    # Data of its own, and then what is shared, which is not counted as such.
    with contextlib.suppress(MemoryError):
        while True:
            kept.append(bytearray(32 << 20))
    with contextlib.suppress(OSError, MemoryError):
        while True:
            kept.append(mmap.mmap(-1, 32 << 20))
            for place in range(0, 32 << 20, 4096):
                kept[-1][place] = 1
    # Room enough to answer, so that all of it is held through many calls.
    del kept[62:64], kept[-2:]
    return 0
""",
    "time": """
import time


def attack(*given, **named):
    end = time.monotonic() + @SECONDS@
    while time.monotonic() < end:
        pass
    return 0
""",
    "slow values": """
calls = 0


def attack(*given, **named):
    global calls
    calls += 1
    if calls % 3 == 0:
        return [7**1000 + i for i in range(1000)]
    if calls % 3 == 1:
        return dict.fromkeys(range(30_000), 1e-320)
    return [torch.full((), 1e-44)] * 4900
""",
    "output": """
def attack(*given, **named):
    for _ in range(100):
        print("x" * 100_000)
    return 0
""",
    "processes": """
import subprocess


def attack(*given, **named):
    for start in (os.fork, lambda: subprocess.Popen(["true"])):
        with contextlib.suppress(OSError):
            while True:
                start()
    return 0
""",
}
# Two that hold memory: both workers have one at a time.
HOGS = ("memory", "memory", "threads", "time")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=(__doc__ or "").split("\n")[0],
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("topic", nargs="?", default="makemore4")
    parser.add_argument("--cage", type=int, metavar="N", default=0, help="runs in a cage")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    course = find_course(Path(__file__).resolve().parent)
    topic = course.topic(options.topic)
    if options.inside:
        raise SystemExit(_beside_hogs(course, topic))
    if options.cage:
        raise SystemExit(_caged(options.topic, options.cage))
    raise SystemExit(_peak(course, topic))


def _peak(course: Course, topic: Topic) -> int:
    """Grade all, print the peak; the exit status."""
    with Sampler() as sampler:
        lost = _graded(course, topic, list(ATTACKS), 8, seconds=0.5)
    root.close()
    for name, most in sampler.of_each.items():
        print(f"{name:9} at most {most / 1024:6.0f} MB")
    total = sampler.peak / 1024
    print(f"the grader's own processes at once: {total:.0f} MB, {LIMIT_MB} MB are allowed")
    for line in lost:
        print(line)
    return int(total > LIMIT_MB or bool(lost))


def _beside_hogs(course: Course, topic: Topic) -> int:
    lost = _graded(course, topic, HOGS, 6, seconds=0.02)
    for line in lost:
        print(line)
    return int(bool(lost))


def _graded(
    course: Course, topic: Topic, kinds: Sequence[str], honest: int, seconds: float
) -> list[str]:
    """Grade hostile and honest submissions in turn; what honest ones have lost."""
    right = solutions(course, topic)
    with tempfile.TemporaryDirectory() as name:
        paths = []
        for number in range(max(len(kinds), honest)):
            for kind in kinds[number : number + 1]:
                attack = ATTACKS[kind].replace("@SECONDS@", str(seconds))
                paths.append(_written(Path(name) / f"{kind} {number}", _hostile(right, attack)))
            if number < honest:
                files = {path: f"{text}# {number}\n" for path, text in right.items()}
                paths.append(_written(Path(name) / f"honest-{number}", files))
        lost = []
        jobs = jobs_for(paths, [topic.id])
        for one in grade_all(course.root, jobs, secret=b"s" * 32, workers=2):
            record, student = one.record, one.job.student
            earned = record.earned if record else 0.0
            wall = f"{record.timing.wall:.1f} s" if record else one.problem
            print(f"  {student:14} {earned:g} points, {wall}", flush=True)
            if student.startswith("honest") and (not record or earned < record.points):
                lost.append(f"{student} has not all points: {one.problem or earned}")
        return lost


def _hostile(right: Files, attack: str) -> Files:
    """Every function and class of `right` is one that attacks."""
    head = f'"""Hostile."""\n\nimport contextlib\nimport os\n\nimport torch\n{attack}\n\n'
    code = {path: text for path, text in right.items() if path.endswith(".py")}
    names = {path: definitions_in(ast.parse(text)) for path, text in code.items()}
    return {path: head + "".join(f"{name} = attack\n" for name in names[path] if "." not in name)
            for path in code}  # fmt: skip


def _written(folder: Path, files: Files) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


class Sampler:
    """Samples memory while it is entered: `peak` of all but children, and of each kind, in KB."""

    def __init__(self) -> None:
        self.peak = 0
        self.of_each = dict.fromkeys(("parent", "root", "workers", "zygotes", "children"), 0)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample)

    def __enter__(self) -> Sampler:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._over.set()
        self._thread.join()

    def _sample(self) -> None:
        kinds = {"grader-root": "root", "grader-worker": "workers", "grader-zygote": "zygotes"}
        kinds["grader-template"] = "root"
        while not self._over.wait(0.05):
            now = dict.fromkeys(self.of_each, 0)
            for pid in (os.getpid(), *_below(os.getpid())):
                with contextlib.suppress(OSError):
                    name = Path(f"/proc/{pid}/comm").read_text().strip()
                    kind = "parent" if pid == os.getpid() else kinds.get(name, "children")
                    now[kind] += _pss(pid)
            self.of_each = {kind: max(most, now[kind]) for kind, most in self.of_each.items()}
            self.peak = max(self.peak, sum(now.values()) - now["children"])


def _below(pid: int) -> Iterator[int]:
    """All processes below `pid`."""
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield int(child)
                yield from _below(int(child))


def _pss(pid: int) -> int:
    """The proportional memory of a process in KB: what it shares is divided among the sharers."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _caged(topic: str, runs: int) -> int:
    """`runs` runs in a cage, one line each; the exit status."""
    try:
        memory, pids = (_group(name) for name in ("memory", "pids"))
    except OSError as e:
        print(f"no cage on this machine: {e}. It needs root and cgroup v1 (memory and pids).")
        return 1
    try:
        (memory / "memory.limit_in_bytes").write_text(str(CAGE_BYTES))
        (pids / "pids.max").write_text(str(CAGE_TASKS))

        def join() -> None:
            for group in (memory, pids):
                (group / "cgroup.procs").write_text("0")

        good = 0
        command = [sys.executable, __file__, topic, "--inside"]
        for number in range(1, runs + 1):
            (memory / "memory.max_usage_in_bytes").write_text("0")
            done = subprocess.run(
                command, preexec_fn=join, capture_output=True, text=True, check=False
            )
            good += done.returncode == 0
            most = int((memory / "memory.max_usage_in_bytes").read_text()) >> 20
            hit = (pids / "pids.events").read_text().split()[-1]
            verdict = "all honest have full marks" if done.returncode == 0 else "FAILED"
            print(f"run {number}: {verdict}; {most} MB at most, {hit} forks refused", flush=True)
            if done.returncode:
                print(done.stdout + done.stderr, flush=True)
        print(f"{good} of {runs} runs: all honest submissions have full marks")
        return int(good < runs)
    finally:
        for group in (memory, pids):
            group.rmdir()


def _group(controller: str) -> Path:
    """A new group of this process's own, of cgroup v1. Raises OSError."""
    lines = Path("/proc/self/cgroup").read_text().splitlines()
    paths = [line.split(":", 2)[2] for line in lines if controller in line.split(":")[1].split(",")]
    if not paths:
        raise FileNotFoundError(f"cgroup v1 has no controller {controller} here")
    group = Path("/sys/fs/cgroup") / controller / paths[0].strip("/") / f"hostile-{os.getpid()}"
    group.mkdir()
    return group


if __name__ == "__main__":
    main()
