"""Run the cells of a notebook, one after another in one namespace, without a Jupyter kernel.

A kernel needs sockets, which the jail refuses. Here a cell is a request like any other: its text
goes to a process (or to this one, on a laptop), runs in the namespace of one module, and what it
leaves behind is read variable by variable, as values.
"""

from __future__ import annotations

import contextlib
import math
import os
import re
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any, Protocol

from grader.check.workspace import write_files
from grader.course.manifest import STUDENT_ROOT
from grader.errors import CourseError, EngineError
from grader.escape import plain
from grader.ritual import drivers
from grader.ritual.compare import Frame, Series
from grader.ritual.drivers import MODULE, asking
from grader.ritual.spec import EXTRA, RitualSpec
from grader.ritual.standins import STAND_INS, StandIns
from grader.sandbox import codec
from grader.sandbox.execute import Failure, Reply, Request, perform
from grader.sandbox.host import Child, ChildDied, Zygote

CELL_SECONDS = 10.0
NOTEBOOK_SECONDS = 60.0
_OUR_SECONDS = 300.0
_PLACE = re.compile(r"code cell (\d{1,4})")


@dataclass(frozen=True)
class Variable:
    """A variable as it was read: its value, a Frame or Series where pandas holds it.

    `there` says whether there is one; `problem` why it cannot be read.
    """

    value: Any = None
    there: bool = False
    problem: str = ""


class Cells(Protocol):
    """A namespace in which cells run."""

    def ask(self, request: Request, seconds: float) -> Reply:
        """The reply to a request about MODULE. Raises ChildDied."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class JailedCells:
    """In a child that has `packages`; `folder`, where they run, holds nothing of a student's."""

    def __init__(
        self, zygote: Zygote, workspace: Path, given: Path, folder: Path, packages: Sequence[str]
    ) -> None:
        write_files({f"{MODULE}.py": b""}, workspace)
        # A child can read no more of the engine than it has imported.
        self._child = Child(zygote, workspace, given, packages=[STAND_INS, *packages])
        self._folder = folder
        self._packages = list(packages)
        self._ready = False

    def ask(self, request: Request, seconds: float) -> Reply:
        """The child's reply."""
        if not self._ready:
            self._ready = True
            asked = asking(drivers.prepare, str(self._folder), self._packages)
            prepared = self._child.ask(asked, CELL_SECONDS)
            if prepared.failure is not None:
                raise EngineError(f"no cell can run in {self._folder}: {prepared.failure.text}")
        return self._child.ask(request, seconds)

    def close(self) -> None:
        """Kill the child."""
        self._child.close()


class LocalCells:
    """In this process, in the folder `folder`; what cells print is not shown.

    `root` is the folder above exercises/. Where the system has no timer signal (Windows), an
    endless cell is ended by Ctrl+C only.
    """

    def __init__(self, root: Path, folder: Path, packages: Sequence[str]) -> None:
        self._root = root
        self._folder = folder
        self._module = ModuleType(MODULE)
        self._module.__file__ = str(root / f"{MODULE}.py")
        self._seeds: Any = None
        self._standins = StandIns(packages)
        vars(self._module).update(__name__="__main__", display=lambda *_values, **_named: None)

    def ask(self, request: Request, seconds: float) -> Reply:
        """The reply of the code in this process."""
        received = Request(**codec.copy(request.plain()))
        try:
            with self._inside(), alarm(seconds):
                reply = perform(received, self._root, catch=(Exception, SystemExit))
        except OutOfTime:
            raise ChildDied("timeout", f"no answer within {seconds:g} s") from None
        return reply if reply.failure else Reply(codec.copy(reply.value), None, reply.mutated)

    def close(self) -> None:
        """Nothing to do: the namespace goes with this object."""

    @contextlib.contextmanager
    def _inside(self) -> Iterator[None]:
        """With the module in reach, in the notebook's folder, with random numbers of its own."""
        before, torch = Path.cwd(), sys.modules.get("torch")
        outside = torch.get_rng_state() if torch else None
        if torch and self._seeds is not None:
            torch.set_rng_state(self._seeds)
        self._standins.install()
        sys.modules[MODULE] = self._module
        sys.path.insert(0, str(self._root))
        try:
            os.chdir(self._folder)
            with (
                open(os.devnull, "w", encoding="utf-8") as nowhere,
                contextlib.redirect_stdout(nowhere),
                contextlib.redirect_stderr(nowhere),
                warnings.catch_warnings(),
            ):
                warnings.simplefilter("ignore")
                yield
        finally:
            os.chdir(before)
            with contextlib.suppress(ValueError):
                sys.path.remove(str(self._root))
            sys.modules.pop(MODULE, None)
            self._standins.remove()
            if torch := sys.modules.get("torch"):
                self._seeds = torch.get_rng_state()
            if torch and outside is not None:
                torch.set_rng_state(outside)


class OutOfTime(BaseException):
    """Not an Exception, which the student's code may well catch."""


@contextlib.contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in what takes longer, in the main thread and where the system has timers."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class Runner:
    """Runs cells within the seconds of a whole notebook; `start` makes an empty namespace.

    After `forget` the next cell finds a new namespace, in which all that is replayed has run again.
    `ours` leaves each cell minutes: on a busy machine the import of torch may take one.
    """

    def __init__(self, start: Callable[[], Cells], *, ours: bool = False) -> None:
        self._start = start
        self._cells: Cells | None = None
        self._replayed: list[Request] = []
        self._each = _OUR_SECONDS if ours else CELL_SECONDS
        self._left = math.inf if ours else NOTEBOOK_SECONDS

    def run(self, place: str, source: str) -> Failure | None:
        """Run one cell: None, or what it raised. Raises ChildDied."""
        return self._timed(asking(drivers.run, source, place)).failure

    def read(self, name: str) -> Variable:
        """The variable `name`. Raises ChildDied."""
        reply = self._timed(asking(drivers.read, name))
        if reply.failure is not None:
            return Variable(there=True, problem=plain(reply.failure.text, 100))
        sent = reply.value
        if type(sent) is not dict or "value" not in sent:
            return Variable()
        value, kind, index = sent["value"], sent.get("kind"), sent.get("index")
        # What a child sends may be of any type.
        if type(kind) is not str:
            kind = ""
        if kind == "table" and type(value) is dict:
            value = Frame({key: each for key, each in value.items() if type(each) is list})
        elif kind == "column" and type(value) is list and type(index) is list:
            value = Series(index, value)
        return Variable(value, there=True)

    def replay(self, place: str, source: str) -> None:
        """Have this cell run again in every later namespace."""
        self._replayed.append(asking(drivers.run, source, place))

    def fill_in(
        self, imports: str, sources: Sequence[str], names: Sequence[str], *, pandas: bool
    ) -> None:
        """Have the variables `names` as `sources`, run one after another elsewhere, leave them.

        So now and in every later namespace; with tables of pandas as dicts if not `pandas`. What
        `imports` import is there as well.
        """
        asked = asking(drivers.originals, imports, list(sources), list(names), pandas)
        self._replayed.append(asked)
        if self._cells is not None:
            try:
                self._ask(asked)
            except ChildDied:
                self.forget()

    def forget(self) -> None:
        """Go on in a new namespace."""
        if self._cells is not None:
            self._cells.close()
            self._cells = None

    def _timed(self, request: Request) -> Reply:
        if self._cells is None:
            self._begin()
        return self._ask(request)

    def _begin(self) -> None:
        """Run all that is replayed in a new namespace; what ends that one is left out."""
        self._cells = self._start()
        for each in self._replayed:
            try:
                self._ask(each)
            except ChildDied:
                if self._left <= 0:
                    raise
                self._replayed = [one for one in self._replayed if one is not each]
                self.forget()
                self._begin()
                return

    def _ask(self, request: Request) -> Reply:
        if self._left <= 0:
            text = f"the {NOTEBOOK_SECONDS:g} s for the whole notebook are used up"
            raise ChildDied("timeout", text)
        assert self._cells is not None
        started = time.monotonic()
        try:
            return self._cells.ask(request, min(self._each, self._left))
        finally:
            self._left -= time.monotonic() - started


def cell_of(failure: Failure) -> tuple[int, int] | None:
    """(number of the code cell, line) of the innermost frame in a cell, None if there is none."""
    for file, line in reversed(failure.frames):
        found = _PLACE.fullmatch(file)
        if found:
            return int(found[1]), line
    return None


def place_of(number: int) -> str:
    """The name under which code cell `number` runs."""
    return f"code cell {number}"


def local_cells(spec: RitualSpec) -> Callable[[], Cells]:
    """Namespaces in this process, for a laptop or for our own cells."""
    folder = spec.topic.folder / "ritual"
    root = spec.topic.folder.parent.parent
    where = folder if folder.is_dir() else spec.topic.folder
    return lambda: LocalCells(root, where, spec.manifest.packages)


def jailed_cells(
    zygote: Zygote, spec: RitualSpec, workspace: Path, given: Path
) -> Callable[[], Cells]:
    """Namespaces in children; `given` is what copy_given has made."""
    folder = given / STUDENT_ROOT / spec.topic.id / "ritual"
    return lambda: JailedCells(zygote, workspace, given, folder, spec.manifest.packages)


def expected_values(spec: RitualSpec) -> dict[str, dict[str, Any]]:
    """Cell -> checked variable -> value, by running the originals here. Raises CourseError."""
    where = spec.topic.ritual
    for package in spec.manifest.packages:
        if find_spec(package) is None:
            install = f'python -m pip install -c constraints.txt -e ".[{EXTRA}]"'
            raise CourseError(f"{where} needs {package}; install it with: {install}")
    runner, found = Runner(local_cells(spec), ours=True), dict[str, dict[str, Any]]()
    for name, cell in spec.originals.items():
        try:
            failure = runner.run(name, cell.source)
            if failure is not None:
                text = f"{failure.type}: {failure.text}"
                raise CourseError(f"{where}: the cell {name} raised {text}")
            read = {variable: runner.read(variable) for variable in spec.cells[name].checked}
        except ChildDied as e:
            raise CourseError(f"{where}: the cell {name} ended: {e.detail}") from None
        for variable, each in read.items():
            if not each.there or each.problem:
                problem = each.problem and f": {each.problem}"
                raise CourseError(f"{where}: the cell {name} leaves no {variable}{problem}")
        found[name] = {variable: each.value for variable, each in read.items()}
    return found
