"""What a check can end with, and what is observed on the way."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from grader.record import CheckState, Row

# Said where it is certain; points never depend on it.
DIFFERENCES = (
    "these are the digits of a difference quotient, not of the derivative: the task is there for "
    "the derivation, and a formula is exact and needs one pass"
)


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


class Mismatch(Outcome):
    """The student's value is not the expected one.

    `got` is that value, `index` the expectation. An `oversize` one (see check.values) is looked at
    no further. `shows` is the key of the mistake that the check saw being made, "" if it saw one
    without a name; None: values alone can tell.
    """

    def __init__(self, summary: str, rows: list[Row], *, got: Any, pattern: str = "") -> None:
        super().__init__(summary, rows, pattern=pattern)
        self.got = got
        self.index = 0
        self.oversize = False
        self.shows: str | None = None

    def at(self, index: int, name: str) -> Mismatch:
        """The same, of expectation `index` of its check; `name` says of what, "" if no need."""
        self.index = index
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
    the text of a driver, "" where a function of the learner's was called.
    """

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    parameters: list[str]
    driver: str = ""
    result: Any = None
    answered: bool = False

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

    def call_of(self, got: Any) -> Called | None:
        """The call that returned `got`, or a part of it, else the last one."""
        found = [called for called in self.calls if called.returned(got)]
        if found:
            return found[0]
        return self.calls[-1] if self.calls else None


trace: ContextVar[Trace | None] = ContextVar("trace", default=None)
