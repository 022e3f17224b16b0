"""Where student code runs: in this process (a laptop), in a child (grading), or nowhere.

A backend answers requests about one solution file at a time. Whatever it is, arguments and results
are copies made by the codec, so that a check cannot tell which one it talks to.
"""

from __future__ import annotations

import builtins
import importlib
import io
import os
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any, Protocol

import pytest

from grader.course.manifest import FileSpec, Topic
from grader.errors import GraderError, UnexpectedError
from grader.sandbox import codec
from grader.sandbox.execute import Failure, Reply, Request, grad_mode_kept, perform
from grader.sandbox.forbid import forbidden
from grader.sandbox.host import Child, ChildDied, Zygote
from grader.sandbox.payload import Driver, TooLarge, Unencodable

IMPORT_SECONDS = 10.0
FILE_SECONDS = 60.0
# What a check may be answered in all: it keeps every answer until it ends.
CHECK_BYTES = 32 << 20


class Backend(Protocol):
    """Answers requests with the code of one submission.

    `keeps_deadlines` says that `ask` itself ends in time; else pytest-timeout has to.
    """

    keeps_deadlines: bool

    def ask(self, file: FileSpec, request: Request, seconds: float) -> Reply:
        """The reply of the code in `file`. Raises ChildDied if there is none."""
        ...

    def renew(self, file: FileSpec) -> None:
        """Give the code in `file` its whole time again."""
        ...

    def take_output(self) -> str:
        """What student code printed since the last call, where this backend can tell."""
        ...

    def check_done(self) -> None:
        """Note that a check has ended."""
        ...

    def close(self) -> None:
        """Let go of everything."""
        ...


def module_name(topic: str, file: FileSpec) -> str:
    """The name under which students import a solution file."""
    return f"exercises.{topic}.{file.name.removesuffix('.py')}"


@contextmanager
def _files_as_graded() -> Iterator[None]:
    """Refuse files that open() in a student's code finds on a laptop alone.

    What reads files for it, such as pathlib or numpy, is refused as well.
    """
    plain = builtins.open

    def guarded(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
        if _asked_by_a_student(sys._getframe(1)) and not _there(file, mode):
            raise FileNotFoundError(
                f"{file} is not there at grading; exercises.data has functions that load the data"
            )
        return plain(file, mode, *more, **named)

    places: list[Any] = [builtins, io]
    for place in places:
        place.open = guarded
    try:
        yield
    finally:
        for place in places:
            place.open = plain


def _asked_by_a_student(frame: FrameType | None) -> bool:
    """Whether the innermost frame of exercises/ is one of a student's code, or stands above us."""
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        package = name.partition(".")[0]
        if package in ("exercises", "grader"):
            return package == "exercises" and name != "exercises.data"
        frame = frame.f_back
    return False


def _there(file: Any, mode: str) -> bool:
    """Whether grading has a file too: a part of Python or of a package, or code."""
    if isinstance(file, int) or file == os.devnull:
        return True
    path = Path(os.fsdecode(file)).absolute()
    of_python = any(path.is_relative_to(folder) for folder in sysconfig.get_paths().values())
    return "r" in mode and "+" not in mode and (of_python or path.suffix == ".py")


class LocalBackend:
    """Runs student code in this process, so that breakpoint() and print work.

    `root` is the folder above exercises/. Forbidden operations are active during a call only.
    """

    keeps_deadlines = False

    def __init__(self, topic: Topic, root: Path) -> None:
        self._topic = topic
        self._root = root
        names = [*(file.name for file in topic.files), *topic.given, "__init__.py"]
        stems = [name.removesuffix(".py") for name in names]
        self._handed_in = {"exercises.data", *(f"exercises.{topic.id}.{stem}" for stem in stems)}
        for file in topic.files:
            sys.modules.pop(module_name(topic.id, file), None)
        importlib.invalidate_caches()

    def ask(self, file: FileSpec, request: Request, seconds: float) -> Reply:
        """The reply; `seconds` is left to pytest-timeout, which bounds the whole check."""
        received = Request(**codec.copy(request.plain()))
        with forbidden(file.forbid), _files_as_graded():
            reply = perform(
                received,
                self._root,
                # pytest.skip() in a learner's function skips no check.
                catch=(Exception, SystemExit, pytest.skip.Exception, pytest.xfail.Exception),
                # Leaving the debugger ends the run, it is no error of the learner's code.
                propagate=(pytest.exit.Exception, *_debugger_exits()),
                handed_in=self._handed_in,
            )
        return reply if reply.failure else Reply(codec.copy(reply.value), None, reply.mutated)

    def renew(self, file: FileSpec) -> None:
        """Nothing: only the deadline of a check counts."""

    def take_output(self) -> str:
        """Nothing: pytest captures what is printed."""
        return ""

    def check_done(self) -> None:
        """Nothing: a module is imported once."""

    def close(self) -> None:
        """Forget the student's modules."""
        for file in self._topic.files:
            sys.modules.pop(module_name(self._topic.id, file), None)


class ChildBackend:
    """Runs solution files in isolated children; in a fresh one after a crash or timeout.

    `workspace` holds the solution files, `given` the given files and the data; both are folders
    above an exercises/ folder. A file has a child to itself, or shares it with those before it in
    which the same is forbidden where they are `shared`. `per_check` gives every check its own.
    """

    keeps_deadlines = True

    def __init__(
        self,
        zygote: Zygote,
        topic: Topic,
        workspace: Path,
        given: Path,
        *,
        per_check: bool = False,
        shared: bool = False,
    ) -> None:
        self._zygote = zygote
        self._topic = topic
        self._workspace = workspace
        self._given = given
        self._per_check = per_check
        self._shared = shared
        self._child: Child | None = None
        # What the child has imported, and what is forbidden in it.
        self._holds: set[str] = set()
        self._forbids: list[str] = []
        self._left: dict[str, float] = {}
        self._unusable: dict[str, Reply | ChildDied] = {}
        self._output = ""
        self._answered = 0

    def ask(self, file: FileSpec, request: Request, seconds: float) -> Reply:
        """The reply of the child that holds `file`; a failure where a check is answered too much.

        Raises ChildDied; Unencodable or TooLarge for arguments of a check; and UnexpectedError for
        whatever else goes wrong on our side, which is no fault of the check's.
        """
        reply = self.exchange(file, self.pack(request), seconds)
        return reply if isinstance(reply, Reply) else self.parse(reply)

    def pack(self, request: Request) -> bytes:
        """`request` as `exchange` takes it. Raises Unencodable, TooLarge and UnexpectedError."""
        with our_fault(Unencodable, TooLarge):
            return codec.pack(request.plain())

    def exchange(self, file: FileSpec, packed: bytes, seconds: float) -> memoryview | Reply:
        """The reply to a packed request as it came; a Reply where the child's own is not read.

        Raises ChildDied and UnexpectedError.
        """
        with our_fault(ChildDied):
            child_or_reply = self._ready(file)
            if isinstance(child_or_reply, Reply):
                return child_or_reply
            return self._timed(child_or_reply, file, packed, seconds)

    def parse(self, answer: memoryview) -> Reply:
        """What `exchange` returned, read. Raises ChildDied and UnexpectedError."""
        assert self._child is not None
        with our_fault(ChildDied):
            return self._child.parse(answer)

    def renew(self, file: FileSpec) -> None:
        """Go on in a fresh child: the limit of its processor time cannot be raised."""
        self._left.pop(file.name, None)
        self._drop_child()

    def take_output(self) -> str:
        """What was printed since the last call."""
        if self._child is not None:
            self._output += self._child.take_output()
        text, self._output = self._output, ""
        return text

    def check_done(self) -> None:
        """End the child, if every check has its own."""
        self._answered = 0
        if self._per_check:
            self._drop_child()

    def close(self) -> None:
        """Kill the child."""
        self._drop_child()

    def _drop_child(self) -> None:
        if self._child is not None:
            self._child.close()
            self._output += self._child.take_output()
            self._child = None

    def _ready(self, file: FileSpec) -> Child | Reply:
        """A living child that has imported `file`, or why there is none."""
        unusable = self._unusable.get(file.name)
        if isinstance(unusable, ChildDied):
            raise unusable
        if unusable is not None:
            return unusable
        child = self._child
        if child is None or not child.alive or not self._may_hold(file):
            self._drop_child()
            self._holds, self._forbids = set(), file.forbid
            child = self._child = Child(self._zygote, self._workspace, self._given, file.forbid)
        if file.name in self._holds:
            return child
        self._holds.add(file.name)
        packed = codec.pack(Request("import", module_name(self._topic.id, file)).plain())
        try:
            answer = self._timed(child, file, packed, IMPORT_SECONDS)
            reply = answer if isinstance(answer, Reply) else child.parse(answer)
        except ChildDied as died:
            # Importing it again would end the same way, once for every check.
            self._unusable[file.name] = died
            raise
        if reply.failure is not None:
            self._unusable[file.name] = reply
            return reply
        return child

    def _may_hold(self, file: FileSpec) -> bool:
        """Whether the child may run `file`, by what it holds already."""
        return self._forbids == file.forbid and (self._shared or file.name in self._holds)

    def _timed(
        self, child: Child, file: FileSpec, packed: bytes, seconds: float
    ) -> memoryview | Reply:
        left = self._left.setdefault(file.name, FILE_SECONDS)
        if left <= 0:
            raise ChildDied("timeout", f"the {FILE_SECONDS:g} s for all of {file.name} are used up")
        started, before = time.monotonic(), child.answered
        try:
            answer = child.exchange(packed, min(seconds, left))
        finally:
            self._left[file.name] = left - (time.monotonic() - started)
        self._answered += child.answered - before
        if self._answered > CHECK_BYTES:
            text = f"one of many, with more than {CHECK_BYTES >> 20} MB in all"
            return Reply(failure=Failure("too_large", text=text))
        return answer


class TrustedBackend:
    """Runs our own code (a solution, an alternative, a mistake) in this process."""

    keeps_deadlines = False

    def __init__(self, modules: dict[str, ModuleType]) -> None:
        self._modules = modules

    def ask(self, file: FileSpec, request: Request, seconds: float) -> Reply:
        """The value of our function; its exceptions are not caught."""
        with grad_mode_kept():
            return self._answer(file, request)

    def _answer(self, file: FileSpec, request: Request) -> Reply:
        received = Request(**codec.copy(request.plain()))
        module = self._modules[file.name]
        if request.op == "drive":
            run: Callable[..., object] = Driver(request.name, request.source).compile()
            value = run(module, *received.args, **received.kwargs)
        else:
            target: object = module
            for part in request.name.split("."):
                target = getattr(target, part)
            assert callable(target)
            value = target(*received.args, **received.kwargs)
        return Reply(codec.copy(value))

    def renew(self, file: FileSpec) -> None:
        """Nothing to do."""

    def take_output(self) -> str:
        """Nothing."""
        return ""

    def check_done(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""


@contextmanager
def our_fault(*expected: type[Exception]) -> Iterator[None]:
    """Raise what is neither `expected` nor known to be ours as UnexpectedError."""
    try:
        yield
    except Exception as e:
        if isinstance(e, (*expected, GraderError)):
            raise
        raise UnexpectedError.of(e) from e


def _debugger_exits() -> tuple[type[BaseException], ...]:
    bdb = sys.modules.get("bdb")
    return (bdb.BdbQuit,) if bdb is not None else ()
