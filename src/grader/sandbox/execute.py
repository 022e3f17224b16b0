"""One call of student code, the same on a laptop and in a jailed child.

A `Request` names a module and a function (or carries a driver); `perform` runs it and returns a
`Reply`: the value, or a `Failure` that says what was raised and where. Replies hold observations
only; there is nothing in them that could be a verdict.
"""

from __future__ import annotations

import importlib
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from grader.errors import text_of
from grader.sandbox.encode import Encoded
from grader.sandbox.forbid import Forbidden
from grader.sandbox.kinds import is_tensor
from grader.sandbox.named import Values
from grader.sandbox.payload import ANSWERED, Driver, Malformed, TooLarge, Unencodable

FailureKind = Literal["import", "error", "forbidden", "exit", "missing", "unencodable", "too_large"]
MAX_NAME = 100
MAX_TEXT = 500
MAX_FRAMES = 5
MAX_FILE = 200
MAX_MUTATED = 100
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

    def plain(self) -> dict[str, Any]:
        """The request as plain data, for the wire."""
        return dict(vars(self))


@dataclass(frozen=True)
class Failure:
    """Why there is no value. `frames` are (file, line) in student files, the innermost last.

    `kind` is "import" for whatever else than Forbidden is raised while the module is loaded.
    """

    kind: FailureKind
    type: Annotated[str, Meta(max_length=MAX_NAME)] = ""
    text: Annotated[str, Meta(max_length=MAX_TEXT)] = ""
    frames: Annotated[tuple[_Frame, ...], Meta(max_length=MAX_FRAMES)] = ()


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
        failure = vars(self.failure) | {"frames": [list(f) for f in self.failure.frames]}
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
) -> Reply:
    """Run `request` against the student's files under `root`; its arguments are used as they are.

    The value of the reply is Encoded, as it was when the call returned. Exceptions of the
    types `catch` become a Failure, except those of `propagate`.
    """
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
    try:
        # Encoding here, inside the try, makes an unencodable result a Failure of this very call.
        value = Encoded(_run(request, module), room=ANSWERED)
        failure = None
    except propagate:
        raise
    except Unencodable as e:
        failure = Failure("unencodable", text=_text(e))
    except TooLarge as e:
        failure = Failure("too_large", text=_text(e))
    except catch as e:
        value, failure = None, _failure(e, root)
    if failure is not None:
        value = None
    # Every change in place counts a tensor's version up; arguments come with version 0.
    mutated = tuple(name for name, version in _versions(request.args) if version)
    return Reply(value, failure, mutated[:MAX_MUTATED])


class _Missing(Exception):
    """The module has no such function."""


def _run(request: Request, module: ModuleType) -> Any:
    if request.op == "import":
        return None
    if request.op == "drive":
        function = Driver(request.name, request.source).compile()
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
    return Failure(kind, type(error).__name__[:MAX_NAME], _text(error), _frames(error, root))


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


def _versions(value: Any, path: str = "") -> Iterator[tuple[str, int]]:
    if is_tensor(value):
        yield path, value._version
    elif isinstance(value, Values):
        for name, item in value.ready().items():
            yield from _versions(item, f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for i, item in enumerate(value):
            yield from _versions(item, f"{path}.{i}" if path else str(i))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _versions(item, f"{path}.{name}")
