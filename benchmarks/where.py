"""Where the time of grading goes: CPU of the judge and wall time, by what it does.

throughput.py prints it.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from classroom.grade.judge import Judge
from grader.check import backend, expect, pool, run, source, student
from grader.check.workspace import GIVEN, copy_given
from grader.course.manifest import STUDENT_ROOT, Course, Topic
from grader.repository.collect import collect
from grader.sandbox import codec, host, wire

# What is done -> the functions that do it; time inside another of them counts there.
PARTS: dict[str, list[tuple[Any, str]]] = {
    "start a child": [(host.Child, "__init__")],
    "let it import the file": [(backend.ChildBackend, "_ready")],
    "wait for answers (student)": [(wire, "exchange")],
    "follow known replies": [(pool.Walk, "along")],
    "end a child": [(host.Child, "close")],
    "encode and decode": [(codec, "pack"), (codec, "unpack")],
    "call and reply": [(student.Student, "_ask")],
    "compare": [(expect._Comparison, "mismatch")],
    "name mistakes": [(run.TopicRun, "_name_mistake")],
    "see what is not started": [(source.Source, "not_started")],
    "write the outcome down": [(run.TopicRun, "finish")],
    "checks and oracles": [(run.TopicRun, "_call")],
    "the rest": [(Judge, "grade_topic")],
}


@dataclass
class Spent:
    """Seconds of the judge's CPU and of wall time per part, without what is spent in others."""

    cpu: dict[str, float] = field(default_factory=dict)
    wall: dict[str, float] = field(default_factory=dict)
    _inner: list[tuple[float, float]] = field(default_factory=list)

    def timed(self, part: str, function: Any) -> Any:
        """`function`, its own time counted for `part`."""

        @functools.wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            self._inner.append((0.0, 0.0))
            cpu, wall = time.process_time(), time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
                inner = self._inner.pop()
                self.cpu[part] = self.cpu.get(part, 0.0) + cpu - inner[0]
                self.wall[part] = self.wall.get(part, 0.0) + wall - inner[1]
                if self._inner:
                    outer = self._inner.pop()
                    self._inner.append((outer[0] + cpu, outer[1] + wall))

        return wrapper


@contextmanager
def _watched(spent: Spent) -> Iterator[None]:
    with ExitStack() as stack:
        for part, functions in PARTS.items():
            for owner, name in functions:
                timed = spent.timed(part, getattr(owner, name))
                stack.enter_context(mock.patch.object(owner, name, timed))
        yield


def breakdown(
    course: Course, topic: Topic, paths: Sequence[Path], kinds: Sequence[str], scratch: Path
) -> list[str]:
    """Lines that tell where the time goes, in ms a submission, the largest first.

    `paths` are of these kinds in turn; what the judge needs for each kind comes last.
    """
    copy_given(course.root / STUDENT_ROOT, [topic], scratch / GIVEN)
    spent, children = Spent(), 0.0
    with Judge(course, b"s" * 32, scratch) as judge:
        collected = [collect(path, [topic]) for path in paths]
        for one in collected:
            judge.grade_topic(one, topic)
        close = host.Child.close
        endings: list[dict[str, Any]] = []

        def closing(child: host.Child) -> dict[str, Any] | None:
            ending = close(child)
            endings.extend([ending] if ending else [])
            return ending

        with mock.patch.object(host.Child, "close", closing), _watched(spent):
            for one in collected:
                judge.grade_topic(one, topic)
        each = []
        for number, kind in enumerate(kinds):
            before = time.process_time()
            for one in collected[number :: len(kinds)]:
                judge.grade_topic(one, topic)
            spent_on = (time.process_time() - before) / len(collected[number :: len(kinds)])
            each.append(f"{kind} {1000 * spent_on:.0f} ms")
        children = sum(ending["cpu"] for ending in endings)
    per = 1000 / len(paths)
    lines = [
        f"  {part:28} {per * spent.cpu[part]:6.1f} ms CPU {per * wall:6.1f} ms wall"
        for part, wall in sorted(spent.wall.items(), key=lambda item: -item[1])
    ]
    total = per * sum(spent.cpu.values())
    lines.append(f"  CPU of the judge {total:.0f} ms, of its children {per * children:.0f} ms")
    lines.append(f"  CPU of the judge by kind: {', '.join(each)}")
    return lines
