"""What a check can end with, and what is observed on the way."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from grader.escape import plain
from grader.record import CheckState, Row
from grader.sandbox.kinds import is_generator, is_tensor

if TYPE_CHECKING:
    from grader.check.source import Source

# Said where it is certain; points never depend on it.
DIFFERENCES = (
    "these are the digits of a difference quotient, not of the derivative: the task is there for "
    "the derivation, and a formula is exact and needs one pass"
)
# What is written out: a tensor of 6 x 6 whose numbers are short, a list of few words.
_SMALL_TENSOR, _SMALL_LIST, _SHORT = 36, 12, 40
_MOST_WRITTEN = 110
# A result of more values is a series.
_PARTS = 16
# Of one axis, as the row of wrong values tells it.
_FIRST_AT = re.compile(r"; first (?:at )?\[(\d+)\]:")


class Outcome(AssertionError):
    """A check that did not pass. Its text is the message, so that every pytest view shows it."""

    state: CheckState = "fail"

    def __init__(
        self,
        summary: str,
        rows: list[Row] | None = None,
        *,
        pattern: str = "",
        exception: str = "",
    ) -> None:
        super().__init__(summary)
        self.summary = summary
        self.rows = rows or []
        self.pattern = pattern
        self.exception = exception
        self.mistake = ""
        self.where = ""

    def __str__(self) -> str:
        return "\n".join([self.summary, *(f"{row.label:8}{row.text}" for row in self.rows)])


def code_row(outcome: Outcome, name: str) -> list[Row]:
    """Where the learner's code stands, and in which function if it is one."""
    place = f"{outcome.where} ({name})" if name else outcome.where
    return [Row("code", place)] if outcome.where else []


def raised_in(outcome: Outcome, asked: str, names: list[str], source: Source) -> str:
    """The function that an exception is told of: that in which it was raised.

    A function of another task that the check itself called does what it should with what the one of
    this task made: then it is that one, and the line says where it was raised.
    """
    number = int(outcome.where.rpartition(":")[2])
    inner = source.name_at(number)
    if any(row.label == "import" for row in outcome.rows):
        return inner  # the file is told of, whichever function was asked for
    units = {name.partition(".")[0] for name in names}
    mine = not inner or inner.partition(".")[0] in units
    if mine or asked not in names or any(row.label == "from" for row in outcome.rows):
        return inner or asked
    outcome.where = f"{source.path}:{source.line_of(asked)}"
    at = f"{source.path.rpartition('/')[2]} line {number}, {inner}: "
    outcome.rows = [
        Row(row.label, at + row.text) if row.label == "line" else row for row in outcome.rows
    ]
    return asked


class Mismatch(Outcome):
    """The student's value is not the expected one.

    `got` is that value, `beside` what was returned with it, `index` the expectation. An `oversize`
    one (see check.values) is looked at no further. `shows` is the key of the mistake that the check
    saw being made, "" if it saw one without a name; None: values alone can tell. `refutes` are the
    claims of patterns that its values exclude.
    """

    def __init__(self, summary: str, rows: list[Row], *, got: Any, pattern: str = "") -> None:
        super().__init__(summary, rows, pattern=pattern)
        self.got = got
        self.beside: list[Any] = []
        self.index = 0
        self.oversize = False
        self.shows: str | None = None
        self.refutes: frozenset[str] = frozenset()

    def at(self, index: int, name: str) -> Mismatch:
        """The same, of expectation `index` of its check; `name` says of what, "" if no need."""
        self.index = index
        current = trace.get()
        self.beside = [] if current is None else current.beside(self.got)
        if name:
            self.rows.insert(0, Row("what", name))
        return self


class NotStarted(Outcome):
    """The function is still the stub."""

    state: CheckState = "not_started"


class StudentError(Outcome):
    """Student code raised, or cannot be imported, or is missing."""

    state: CheckState = "error"


class StudentTimeout(Outcome):
    """Student code gave no answer before its deadline."""

    state: CheckState = "timeout"


@dataclass
class Called:
    """One call of student code: what went in and what came back.

    `parameters` are the names that the learner's own definition gives to the arguments, `driver`
    the text of a driver, "" where a function of the learner's was called, `task` the task that an
    experiment asked for.
    """

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    parameters: list[str]
    driver: str = ""
    result: Any = None
    answered: bool = False
    task: str = ""

    def returned(self, got: Any) -> bool:
        """Whether `got` is what came back, or an element of it."""
        parts = self.result if isinstance(self.result, list | tuple) else ()
        return self.result is got or any(part is got for part in parts)

    def arguments(self) -> list[tuple[str, Any]]:
        """(name, value) of every argument, in order."""
        names = self.parameters + [f"argument {i + 1}" for i in range(len(self.args))]
        return [*zip(names, self.args, strict=False), *self.kwargs.items()]


@dataclass
class Trace:
    """What happened while one check ran. `comparisons`: those of check.expect and check.values.

    With `explain` off, a mismatch is found and nothing is said about it.
    """

    explain: bool = True
    calls: list[Called] = field(default_factory=list)
    comparisons: list[Any] = field(default_factory=list)
    expectations: int = 0
    margin: float | None = None
    notes: list[str] = field(default_factory=list)

    def forget_values(self) -> None:
        """Let go of all that was sent, answered and compared: the check has its outcome."""
        self.calls.clear()
        self.comparisons.clear()

    def note(self, text: str) -> None:
        """Add a note for the learner, once."""
        if text not in self.notes:
            self.notes.append(text)

    def saw_margin(self, margin: float) -> None:
        """Remember the largest error, in units of the tolerance, of a comparison that passed."""
        self.margin = margin if self.margin is None else max(self.margin, margin)

    def call_of(self, got: Any, rows: Sequence[Row] = ()) -> Called | None:
        """The call that returned `got`, or the first entry of it that `rows` say is wrong.

        Else the last one.
        """
        found = [called for called in self.calls if called.returned(got)]
        found = found or self._call_of_entry(got, rows)
        if found:
            return found[0]
        return self.calls[-1] if self.calls else None

    def _call_of_entry(self, got: Any, rows: Sequence[Row]) -> list[Called]:
        """The call that gave the first wrong entry of `got`, where each one gave a number of it."""
        first = [m for r in rows if r.label == "values" and (m := _FIRST_AT.search(r.text))]
        if not first or not is_tensor(got) or got.dim() != 1 or len(got) != len(self.calls):
            return []
        results = [called.result for called in self.calls]
        made = [r.item() if is_tensor(r) and r.numel() == 1 else r for r in results]
        numbers = all(isinstance(number, int | float) for number in made)
        return [self.calls[int(first[0][1])]] if numbers and made == got.tolist() else []

    def beside(self, got: Any) -> list[Any]:
        """The other values of the tuple, list or dict in which a learner's function has `got`."""
        for called in self.calls:
            held = called.result
            if called.driver or not isinstance(held, list | tuple | dict) or len(held) > _PARTS:
                continue
            parts = list(held.values() if isinstance(held, dict) else held)
            if any(part is got for part in parts):
                return [part for part in parts if part is not got]
        return []


trace: ContextVar[Trace | None] = ContextVar("trace", default=None)


def call_in(called: Called, source: Source) -> Called | None:
    """The one call that a driver is told to make, `getattr(m, name)(*sizes, **options)`.

    None where its text has no such call of arguments that were handed over.
    """
    tree = ast.parse(called.driver)
    drivers = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    names = [a.arg for driver in drivers[:1] for a in driver.args.args[1:]]
    given = dict(zip(names, called.args, strict=False))
    for node in ast.walk(tree):
        of = node.func if isinstance(node, ast.Call) else None
        if not isinstance(node, ast.Call) or not isinstance(of, ast.Call) or len(of.args) != 2:
            continue
        name = given.get(ast.unparse(of.args[1]))
        spread = [a.value for a in node.args if isinstance(a, ast.Starred)]
        options = [k.value for k in node.keywords if k.arg is None]
        values = [given.get(ast.unparse(each)) for each in (*spread, *options)]
        if isinstance(name, str) and len(spread) == len(node.args) == len(options) == 1:
            args, kwargs = values
            if isinstance(args, list | tuple) and isinstance(kwargs, dict):
                return Called(name, tuple(args), kwargs, source.parameters(name))
    return None


def describe_call(called: Called) -> str:
    """The call as text, with values where they are few: "f(x (32, 27) float32, k = 3)".

    The longest values give way to what they are, until the text is no longer than a few lines.
    """
    arguments = called.arguments()
    shown = [_written(value) for _name, value in arguments]
    long = sorted(range(len(shown)), key=lambda i: len(shown[i]))
    while sum(map(len, shown)) > _MOST_WRITTEN and long:
        at = long.pop()
        shown[at] = _kind(arguments[at][1])
    said = [f"{name} {text}".strip() for (name, _v), text in zip(arguments, shown, strict=True)]
    return f"{called.name}({', '.join(said)})"


def _written(value: Any) -> str:
    """A small value as it would be typed, "= [1, 0.5] float32"; what it is where it is large."""
    if is_tensor(value):
        few = 0 < value.numel() <= _SMALL_TENSOR and not value.is_complex()
        if not few:
            return _kind(value)
        digits = 10 if _dtype(value) == "float64" else 6
        return f"= {_numbers(value.tolist(), digits)} {_dtype(value)}"
    if isinstance(value, SimpleNamespace):
        return ""
    if isinstance(value, int | float | str | bool | None):
        return f"= {plain(repr(value), 60)}"
    if isinstance(value, list | tuple | dict) and _few(value):
        return f"= {plain(repr(value), 200)}"
    return _kind(value)


def _kind(value: Any) -> str:
    if is_tensor(value):
        return f"{tuple(value.shape)} {_dtype(value)}"
    if isinstance(value, list | tuple | dict):
        return f"{type(value).__name__} of {len(value)}"
    if isinstance(value, int | float | str | bool | None):
        return f"= {plain(repr(value), 60)}"
    nothing_to_say = isinstance(value, SimpleNamespace) or is_generator(value)
    return "" if nothing_to_say else type(value).__name__


def _few(value: Any) -> bool:
    """Whether a list, or dict, of plain values at any level is short enough to be written out."""
    waiting, left = [value], _SMALL_LIST
    while waiting and left >= 0:
        each = waiting.pop()
        left -= 1
        if isinstance(each, list | tuple | dict):
            if len(each) > left:
                return False
            waiting += [*each, *each.values()] if isinstance(each, dict) else each
        elif not isinstance(each, int | float | str | bool | None) or len(str(each)) > _SHORT:
            return False
    return left >= 0


def _numbers(value: Any, digits: int) -> str:
    """Numbers of a tensor, at any level, as precise as its dtype is."""
    if isinstance(value, list):
        return f"[{', '.join(_numbers(each, digits) for each in value)}]"
    return f"{value:.{digits}g}" if isinstance(value, float) else str(value)


def _dtype(value: Any) -> str:
    return str(value.dtype).removeprefix("torch.")
