"""Run the cells of a notebook, one after another in one namespace, without a Jupyter kernel.

A kernel needs sockets, which the jail refuses. Here a cell is a request like any other: its text
goes to a process (or to this one, on a laptop), runs in the namespace of one module, and what it
leaves behind is read variable by variable, as values.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any, Protocol

from grader.check.task import observe
from grader.check.workspace import write_files
from grader.course.manifest import STUDENT_ROOT, Topic
from grader.errors import CourseError, EngineError
from grader.ritual.spec import RitualSpec
from grader.sandbox import codec
from grader.sandbox.execute import Failure, Reply, Request, perform
from grader.sandbox.host import Child, ChildDied, Zygote

CELL_SECONDS = 10.0
NOTEBOOK_SECONDS = 60.0
# The module whose namespace is the notebook's.
MODULE = "ritual_cells"
# What _prepare puts something else in place of.
_DRAWING = ("matplotlib", "matplotlib.pyplot")
_PLACE = re.compile(r"code cell (\d{1,4})")


@observe
def _prepare(module: Any, folder: str) -> None:
    import os
    import sys
    import types

    class Unseen(types.ModuleType):
        # Stands for matplotlib, which has to write files that nobody looks at.
        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            return self

        def __call__(self, *values: Any, **named: Any) -> Any:
            return self

        def __iter__(self) -> Any:  # figure, axes = plt.subplots()
            return iter((self, self))

    for name in ("matplotlib", "matplotlib.pyplot"):
        sys.modules[name] = Unseen(name)
    os.chdir(folder)
    # As in a notebook: it is the main module, and may display what it likes.
    vars(module)["__name__"] = "__main__"
    vars(module)["display"] = lambda *values, **named: None


@observe
def _run(module: Any, source: str, place: str) -> None:
    # Beside the module's own file, so that frames in a cell count as the student's.
    name = module.__file__[: -len("ritual_cells.py")] + place
    exec(compile(source, name, "exec", dont_inherit=True), vars(module))


@observe
def _read(module: Any, name: str) -> dict[str, Any]:
    return {"value": vars(module)[name]} if name in vars(module) else {}


class Cells(Protocol):
    """A namespace in which cells run."""

    def ask(self, request: Request, seconds: float) -> Reply:
        """The reply to a request about MODULE. Raises ChildDied."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class JailedCells:
    """In a child; `folder` is where the cells run, and holds nothing of the student's."""

    def __init__(self, zygote: Zygote, workspace: Path, given: Path, folder: Path) -> None:
        write_files({f"{MODULE}.py": b""}, workspace)
        self._child = Child(zygote, workspace, given)
        self._folder = folder
        self._ready = False

    def ask(self, request: Request, seconds: float) -> Reply:
        """The child's reply."""
        if not self._ready:
            self._ready = True
            prepared = self._child.ask(_request(_prepare, str(self._folder)), CELL_SECONDS)
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

    def __init__(self, root: Path, folder: Path) -> None:
        self._root = root
        self._folder = folder
        self._module = ModuleType(MODULE)
        self._module.__file__ = str(root / f"{MODULE}.py")
        self._seeds: Any = None
        self._drawing: dict[str, ModuleType] = {}
        with self._inside():
            perform(_request(_prepare, str(folder)), root, catch=())

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
        drawing = {name: sys.modules.pop(name) for name in _DRAWING if name in sys.modules}
        sys.modules.update(self._drawing | {MODULE: self._module})
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
            self._drawing = {n: sys.modules.pop(n) for n in _DRAWING if n in sys.modules}
            sys.modules.update(drawing)
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
    """

    def __init__(self, start: Callable[[], Cells]) -> None:
        self._start = start
        self._cells: Cells | None = None
        self._replayed: list[tuple[str, str]] = []
        self._left = NOTEBOOK_SECONDS

    def run(self, place: str, source: str) -> Failure | None:
        """Run one cell: None, or what it raised. Raises ChildDied."""
        return self._timed(_request(_run, source, place)).failure

    def read(self, name: str) -> Reply:
        """The variable `name` as {"value": ...}, {} if there is none. Raises ChildDied."""
        return self._timed(_request(_read, name))

    def replay(self, place: str, source: str, *, run: bool = False) -> None:
        """Have this cell run again in every later namespace; `run` says in the present one too."""
        self._replayed.append((place, source))
        if run and self._cells is not None:
            try:
                self._ask(_request(_run, source, place))
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
        for place, source in self._replayed:
            try:
                self._ask(_request(_run, source, place))
            except ChildDied:
                if self._left <= 0:
                    raise
                self._replayed.remove((place, source))
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
            return self._cells.ask(request, min(CELL_SECONDS, self._left))
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


def local_cells(topic: Topic) -> Callable[[], Cells]:
    """Namespaces in this process, for a laptop or for our own cells."""
    folder = topic.folder / "ritual"
    root = topic.folder.parent.parent
    return lambda: LocalCells(root, folder if folder.is_dir() else topic.folder)


def jailed_cells(zygote: Zygote, topic: Topic, workspace: Path, given: Path) -> Callable[[], Cells]:
    """Namespaces in children; `given` is what copy_given has made."""
    folder = given / STUDENT_ROOT / topic.id / "ritual"
    return lambda: JailedCells(zygote, workspace, given, folder)


def expected_values(spec: RitualSpec) -> dict[str, dict[str, Any]]:
    """Cell -> checked variable -> value, by running the originals here. Raises CourseError."""
    runner, found = Runner(local_cells(spec.topic)), {}
    for name, cell in spec.originals.items():
        try:
            failure = runner.run(name, cell.source)
            replies = {v: runner.read(v) for v in spec.cells[name].checked} if not failure else {}
        except ChildDied as e:
            raise CourseError(f"{spec.topic.ritual}: the cell {name} ended: {e.detail}") from None
        failure = failure or next((r.failure for r in replies.values() if r.failure), None)
        if failure is not None:
            text = f"{failure.type}: {failure.text}"
            raise CourseError(f"{spec.topic.ritual}: the cell {name} raised {text}")
        for variable, reply in replies.items():
            if "value" not in reply.value:
                raise CourseError(f"{spec.topic.ritual}: the cell {name} leaves no {variable}")
        found[name] = {variable: reply.value["value"] for variable, reply in replies.items()}
    return found


def _request(driver: Callable[..., Any], *args: Any) -> Request:
    source: str = driver.__grader_source__  # type: ignore[attr-defined]
    return Request("drive", MODULE, driver.__name__, source, args)
