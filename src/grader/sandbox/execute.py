"""One call of student code, the same on a laptop and in a jailed child.

A `Request` names a module and a function (or carries a driver); `perform` runs it and returns a
`Reply`: the value, or a `Failure` that says what was raised and where. Replies hold observations
only; there is nothing in them that could be a verdict.
"""

from __future__ import annotations

import builtins
import importlib
import sys
import traceback
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from grader.errors import text_of
from grader.explain.held import Held, end_at_the_turn, held
from grader.sandbox.encode import Encoded
from grader.sandbox.forbid import Forbidden
from grader.sandbox.kinds import changed, is_tensor
from grader.sandbox.named import Values
from grader.sandbox.payload import ANSWERED, Driver, Malformed, TooLarge, Unencodable, past_stubs

FailureKind = Literal["import", "error", "forbidden", "exit", "missing", "unencodable", "too_large"]
MAX_NAME = 100
MAX_TEXT = 500
MAX_FRAMES = 5
MAX_FILE = 200
MAX_MUTATED = 100
# Packages that draw: what stands in their places draws nothing, and never waits for a window.
DRAWING = ("matplotlib", "mpl_toolkits", "seaborn", "plotly", "graphviz", "IPython")
# A bar around a loop: what stands in its place hands the loop on.
PROGRESS = "tqdm"
# Beside Python's own: what is there wherever the grader is, and what torch brings.
KNOWN = sys.stdlib_module_names | {
    *("torch", "numpy", "functorch", "sympy", "mpmath", "typing_extensions"),
    *("grader", "msgspec", "pytest", "rich"),
}
_EXERCISES = "exercises"
# An argument by its position, and a value in it: "1.probs".
_Path = Annotated[str, Meta(pattern=r"\A\d{1,3}(\.\w{1,60}){0,4}\Z")]
_Frame = tuple[Annotated[str, Meta(max_length=MAX_FILE)], Annotated[int, Meta(ge=0, le=1 << 31)]]


@dataclass(frozen=True)
class Request:
    """What to run: import `module`, call its function `name`, or hand the module to `source`."""

    op: Literal["import", "call", "drive"]
    module: str
    name: str = ""
    source: str = ""
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    past: dict[str, str] = field(default_factory=dict)  # methods that answer empty: name -> kind

    def plain(self) -> dict[str, Any]:
        """The request as plain data, for the wire."""
        return dict(vars(self))


@dataclass(frozen=True)
class Failure:
    """Why there is no value. `frames` are (file, line) in student files, the innermost last.

    `kind` is "import" for whatever else than Forbidden is raised while the module is loaded.
    `held` is what the innermost frame held.
    """

    kind: FailureKind
    type: Annotated[str, Meta(max_length=MAX_NAME)] = ""
    text: Annotated[str, Meta(max_length=MAX_TEXT)] = ""
    frames: Annotated[tuple[_Frame, ...], Meta(max_length=MAX_FRAMES)] = ()
    held: Held = field(default_factory=Held)


@dataclass(frozen=True)
class Reply:
    """What came back. `mutated` names the arguments that were changed in place ("1.probs")."""

    value: Any = None
    failure: Failure | None = None
    mutated: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """The reply as plain data, for the wire."""
        if self.failure is None:
            return {"value": self.value, "mutated": list(self.mutated)}
        failure = vars(self.failure) | {
            "frames": [list(f) for f in self.failure.frames],
            "held": self.failure.held.plain(),
        }
        return {"failure": failure, "mutated": list(self.mutated)}

    @staticmethod
    def parse(data: dict[str, Any]) -> Reply:
        """The reply in `data`, which is not trusted. Raises Malformed."""
        told = {name: item for name, item in data.items() if name != "value"}
        try:
            # By way of bytes: convert() reads tensors and arrays as if they were containers.
            sent = msgspec.msgpack.decode(msgspec.msgpack.encode(told), type=_Sent)
        except (msgspec.MsgspecError, TypeError, ValueError, OverflowError, RecursionError) as e:
            raise Malformed(str(e)[:200]) from None
        if (sent.failure is None) != ("value" in data):
            raise Malformed("not either of value and failure")
        return Reply(data.get("value"), sent.failure, sent.mutated)


class _Sent(msgspec.Struct, forbid_unknown_fields=True):
    """What a child says beside the value."""

    mutated: Annotated[tuple[_Path, ...], Meta(max_length=MAX_MUTATED)]
    failure: Failure | None = None


def perform(
    request: Request,
    root: Path,
    catch: tuple[type[BaseException], ...],
    propagate: tuple[type[BaseException], ...] = (),
    handed_in: Collection[str] | None = None,
) -> Reply:
    """Run `request` against the student's files under `root`; its arguments are used as they are.

    The value of the reply is Encoded, as it was when the call returned. Exceptions of the
    types `catch` become a Failure, except those of `propagate`. `handed_in` are the modules of
    exercises/ that there are at grading; None where no others are there anyway.
    """
    with _as_graded(request.module, handed_in), grad_mode_kept():
        return _perform(request, root, catch, propagate)


@contextmanager
def grad_mode_kept() -> Iterator[None]:
    """What a call does to autograd's switch ends with it; other checks and oracles need it."""
    # A student's file may put what it likes under the name of torch.
    enabled = getattr(sys.modules.get("torch"), "is_grad_enabled", None)
    before = enabled() if enabled is not None else True
    try:
        yield
    finally:
        enable = getattr(sys.modules.get("torch"), "set_grad_enabled", None)
        if enable is not None:
            enable(before)


def _perform(
    request: Request,
    root: Path,
    catch: tuple[type[BaseException], ...],
    propagate: tuple[type[BaseException], ...],
) -> Reply:
    try:
        module = importlib.import_module(request.module)
    except propagate:
        raise
    except catch as e:
        raised = _failure(e, root)
        # What is forbidden keeps its own message, also where a module imports it.
        if raised.kind != "forbidden":
            raised = replace(raised, kind="import")
        return Reply(failure=raised)
    before = {name: value.detach().clone() for name, value in _tensors(request.args)}
    value: Any = None
    failure: Failure | None = None
    try:
        # Encoding here, inside the try, makes an unencodable result a Failure of this very call.
        value = Encoded(_run(request, module), room=ANSWERED)
    except propagate:
        raise
    except Unencodable as e:
        failure = Failure("unencodable", text=_text(e))
    except TooLarge as e:
        failure = Failure("too_large", text=_text(e))
    except catch as e:
        failure = _failure(e, root)
    mutated = tuple(name for name, now in _tensors(request.args) if changed(before.get(name), now))
    return Reply(value, failure, mutated[:MAX_MUTATED])


class _Missing(Exception):
    """The module has no such function."""


def _run(request: Request, module: ModuleType) -> Any:
    if request.op == "import":
        return None
    if request.op == "drive":
        function = Driver(request.name, request.source).compile(past=bool(request.past))
        with warnings.catch_warnings(), past_stubs(module, request.past):  # lines of the check
            warnings.filterwarnings("ignore", module=rf"{Driver.MODULE}\Z")
            return function(module, *request.args, **request.kwargs)
    target: Any = module
    for part in request.name.split("."):
        try:
            target = getattr(target, part)
        except AttributeError:
            raise _Missing(request.name) from None
    return target(*request.args, **request.kwargs)


def _failure(error: BaseException, root: Path) -> Failure:
    kind: FailureKind = "error"
    if isinstance(error, _Missing):
        return Failure("missing", text=_text(error))
    if isinstance(error, Forbidden):
        kind = "forbidden"
    elif isinstance(error, SystemExit):
        kind = "exit"
    end_at_the_turn(error, root.as_posix() + "/")
    return Failure(
        kind,
        type(error).__name__[:MAX_NAME],
        _text(error),
        _frames(error, root),
        held(error.__traceback__, root.as_posix() + "/"),
    )


def _frames(error: BaseException, root: Path) -> tuple[tuple[str, int], ...]:
    places = [(f.f_code.co_filename, line) for f, line in traceback.walk_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:
        places.append((error.filename, error.lineno or 0))
    prefix = root.as_posix() + "/"
    found = [
        (Path(file).as_posix().removeprefix(prefix)[:MAX_FILE], line)
        for file, line in places
        if Path(file).as_posix().startswith(prefix)
    ]
    return tuple(found[-MAX_FRAMES:])


def _text(error: BaseException) -> str:
    if isinstance(error, SyntaxError) and type(error.msg) is str:
        return error.msg[:MAX_TEXT]
    return text_of(error, MAX_TEXT)


def _tensors(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if is_tensor(value):
        yield path, value
    elif isinstance(value, Values):
        for name, item in value.ready().items():
            yield from _tensors(item, f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for i, item in enumerate(value):
            yield from _tensors(item, f"{path}.{i}" if path else str(i))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _tensors(item, f"{path}.{name}")


class _Unseen(ModuleType):
    """In the place of a package that draws: whatever is asked of it, it does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_values: Any, **_named: Any) -> Any:
        return self

    def __iter__(self) -> Iterator[Any]:  # figure, axes = plt.subplots()
        return iter((self, self))

    def __getitem__(self, _key: Any) -> Any:
        return self

    def __setitem__(self, _key: Any, _value: Any) -> None:
        pass

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_error: object) -> None:
        pass


class _Bar(_Unseen):
    """In the place of tqdm: `tqdm(losses)` is the losses; what else a bar can do, does nothing."""

    def __init__(self, values: Any = (), *_other: Any, **_named: Any) -> None:
        super().__init__(PROGRESS)
        self.values = values

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)


def stand_in(name: str, parts: Collection[str]) -> ModuleType | None:
    """What is there in place of a package that draws or shows a bar; None for any other."""
    if _package(name) in DRAWING:
        # Any part of it, matplotlib.animation say, is the same nothing.
        return _Unseen(name)
    if _package(name) != PROGRESS:
        return None
    # tqdm.auto and tqdm.notebook hold the same.
    module = ModuleType(name)
    bar = {"tqdm": _Bar, "trange": lambda *given, **_named: _Bar(range(*given))}
    vars(module).update(bar if parts else bar | {"auto": module, "notebook": module})
    return module


@contextmanager
def _as_graded(module: str, handed_in: Collection[str] | None) -> Iterator[None]:
    """While code of a student's module runs: imports, drawings and input() as at grading."""
    if not module.startswith(f"{_EXERCISES}."):
        yield
        return
    plain: Any = builtins
    plain_import, plain_input = plain.__import__, plain.input

    def guarded_import(
        name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0
    ) -> Any:
        if not _is_students(globals):
            return plain_import(name, globals, locals, fromlist, level)
        full = _absolute(name, globals, level)
        if replaced := stand_in(full, fromlist or ()):
            return replaced
        if missing := _missing(full, fromlist or (), handed_in):
            raise ModuleNotFoundError(_not_there(missing), name=missing)
        try:
            found = plain_import(name, globals, locals, fromlist, level)
        except ModuleNotFoundError as e:
            if e.name and f"{full}.".startswith(f"{e.name}."):
                raise ModuleNotFoundError(_not_there(full, handed_in), name=full) from None
            raise
        for part in (fromlist or ()) if _is_folder(full, found) else ():
            if not hasattr(found, part):
                raise ModuleNotFoundError(_not_there(f"{full}.{part}"), name=f"{full}.{part}")
        return found

    def guarded_input(*prompt: Any) -> str:
        if _is_students(sys._getframe(1).f_globals):
            raise RuntimeError(
                "input() asks a person, and nobody is there while checks run; take an argument"
            )
        return str(plain_input(*prompt))

    plain.__import__, plain.input = guarded_import, guarded_input
    try:
        yield
    finally:
        plain.__import__, plain.input = plain_import, plain_input


def _package(name: str) -> str:
    return name.partition(".")[0]


def _is_students(names: Any) -> bool:
    """Whether a namespace is that of a module of a student's."""
    return _package(str((names or {}).get("__name__", ""))) == _EXERCISES


def _absolute(name: str, names: Any, level: int) -> str:
    """The whole name of what is imported, also where it is `from .helper import f`."""
    if not level:
        return name
    base = str(names.get("__package__") or "").split(".")
    return ".".join([*base[: len(base) - level + 1], *([name] if name else [])])


def _missing(name: str, parts: Collection[str], handed_in: Collection[str] | None) -> str:
    """Of a module, or of those taken from a folder, the one that grading does not have; else ""."""
    if _package(name) != _EXERCISES:
        return "" if _package(name) in KNOWN else name
    if handed_in is None:
        return ""
    folders = {"exercises", *(module.rpartition(".")[0] for module in handed_in)}
    asked = [f"{name}.{part}" for part in parts] if name in folders and parts else [name]
    there = {*handed_in, *folders}
    return next((module for module in asked if module not in there), "")


def _is_folder(name: str, found: Any) -> bool:
    """Whether an imported module is a plain folder of exercises/, so that it holds modules only."""
    return _package(name) == _EXERCISES and getattr(found, "__file__", None) is None


def _not_there(name: str, handed_in: Collection[str] | None = None) -> str:
    if _package(name) == _EXERCISES:
        why = "missing" if name in (handed_in or ()) else "not handed in; topic.toml lists what is"
        return f"{name.replace('.', '/')}.py is {why}"
    there = "of packages it has torch and numpy, and of files those that topic.toml lists"
    return f"{name} is not there at grading: {there}"
