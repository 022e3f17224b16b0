"""The `student` fixture: the learner's module, wherever it runs."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from grader.check.backend import Backend, module_name
from grader.check.outcome import (
    Called,
    Mismatch,
    NotStarted,
    Outcome,
    StudentError,
    StudentTimeout,
    Trace,
)
from grader.check.source import Source, asked_for, parse
from grader.check.suite import CheckSpec
from grader.course.manifest import FileSpec
from grader.escape import plain
from grader.record import Row
from grader.render.closed import exception_name
from grader.sandbox.execute import Failure, Request
from grader.sandbox.host import ChildDied
from grader.sandbox.kinds import Lazy

# At the first failure: a learner whose checks pass, or are not begun, need not wait for it.
if TYPE_CHECKING:
    from grader.explain import why
    from grader.explain.exceptions import Explained
else:
    why = Lazy("grader.explain.why")

# Rows of a result that is None, or of what a check met with when it used one.
_NOTHING = re.compile(
    r"^yours None,|'(?:one result|a value) of type NoneType'| is None, expected|^\w+: .*'NoneType'"
)
# Of a result of another shape; and the row of the learner's function that called the one at fault.
_SHAPES = re.compile(r"yours \(([\d, ]*)\), expected \(([\d, ]*)\)")
_A_TENSOR = re.compile(r"autograd cannot follow|type float', expected 'a tensor")
_AFTER = re.compile(r"(\w+) after the call\Z")
_FROM = re.compile(r"line \d+, ([\w.]+): ")
# What the stub of a task raises: "MN-E9 mnist_loss".
_STUB_FIRST = "a function that this one needs is still a stub, and comes first"
_STUB = re.compile(r"([A-Z0-9]{1,4}-E\d{1,3}) ([A-Za-z_][\w.]{0,60})\Z")


class Student:
    """Calls the learner's functions: `student.softmax(x)` or `student.call("softmax", x)`.

    Arguments are copied on the way in, the result on the way out. A learner's error ends the
    check with StudentError, StudentTimeout or NotStarted.
    """

    def __init__(
        self,
        backend: Backend,
        topic: str,
        file: FileSpec,
        source: Source,
        trace: Trace,
        deadline: float,
        others: Iterable[Source] = (),
        task: str = "",
        past: dict[str, str] | None = None,
    ) -> None:
        self._past = past or {}
        self._backend = backend
        self._module = module_name(topic, file)
        self._file = file
        self._source = source
        self._trace = trace
        self._deadline = deadline
        self._task = task
        self._sources = {each.path: each for each in (*others, source)}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self.call(name, *args, **kwargs)

    def call(self, name: str, /, *args: Any, **kwargs: Any) -> Any:
        """The result of the learner's function (or method, "Value.backward") `name`."""
        request = Request("call", self._module, name, "", args, kwargs, self._past)
        return self._ask(request, self._source.parameters(name))

    def run(self, driver: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """The result of an `@observe` driver, run beside the learner's code with their module."""
        source = getattr(driver, "__grader_source__", None)
        if source is None:
            raise TypeError(f"{driver.__name__} is no driver; decorate it with @observe")
        name = driver.__name__
        return self._ask(Request("drive", self._module, name, source, args, kwargs, self._past), [])

    def _ask(self, request: Request, parameters: list[str]) -> Any:
        given = (request.name, request.args, request.kwargs)
        called = Called(*given, parameters, request.source, task=self._task)
        self._trace.calls.append(called)
        try:
            reply = self._backend.ask(self._file, request, self._deadline)
        except ChildDied as died:
            raise self._dead(died) from None
        # What a driver hands on may change on the way, and its names are the check's own.
        for path in reply.mutated if request.op == "call" else ():
            self._trace.note(f"{request.name} changes {_argument(called, path)} in place; clone it")
        if reply.failure is not None:
            raise self._failed(reply.failure, request)
        called.result, called.answered = reply.value, True
        return reply.value

    def _dead(self, died: ChildDied) -> StudentError | StudentTimeout:
        if died.reason == "timeout":
            return StudentTimeout(
                died.detail, [Row("time", f"{died.detail}; is there a loop that never ends?")]
            )
        summary = "the code ended before it returned a value"
        return StudentError(summary, [Row("ended", died.detail)])

    def _failed(self, failure: Failure, request: Request) -> StudentError | NotStarted:
        # The name of a driver is the check's own.
        name = request.name if request.op == "call" else self._file.name
        place, line = self._place(failure)
        if failure.type == "NotImplementedError" and "NotImplementedError" in line:
            stub = _STUB.match(failure.text)
            rows = [Row("stubs", f"{stub[2]}, task {stub[1]}, is still a stub")] if stub else []
            return NotStarted("not started", rows)
        # What torch lists of its own signatures says less than its first line.
        text = plain(failure.text.partition(", but expected one of:")[0], 300)
        text = text.replace(f"{request.name}.<locals>.", "") if request.source else text
        for own in _drivers(request):
            text = re.sub(rf"(?<!\w){re.escape(own)}\(\)", "the function handed over", text)
        if failure.kind == "missing":
            summary = f"{self._file.name} has no function {name}"
            return StudentError(summary, [Row("missing", f"{summary}; the stub had one")])
        if failure.kind == "unencodable":
            readable = "tensors, arrays, numbers, text, lists, tuples and dicts"
            rows = [Row("type", f"yours is {text}; a check can read {readable}")]
            if pair := re.search(r"return_types\.(max|min|sort|topk|median|mode)\b", text):
                rows.append(Row("why", why.of_pair(self._source.definition(name), pair[1]).text))
            if re.search(r"\.(?:method|function|builtin_function_or_method)\Z", text):
                said = "parentheses are missing: without () a function is not called"
                rows.append(Row("why", said))
            return StudentError(f"{name} returned a value that a check cannot read", rows)
        if failure.kind == "too_large":
            large = [Row("size", f"yours is {text}, more than a check reads")]
            return StudentError(f"{name} returned a value that is too large", large)
        kind = exception_name(failure.type)
        rows = []
        if failure.kind == "import":
            at, number = failure.frames[-1] if failure.frames else ("", 0)
            other = "" if at in ("", self._source.path) else f"{Path(at).name} line {number}: "
            summary = f"{self._file.name} does not import: {other}{kind}: {text}"
            rows.append(Row("import", summary))
        elif failure.kind == "forbidden":
            summary = text
            rows.append(Row("rule", text))
        elif failure.kind == "exit":
            summary = "the code asked Python to exit"
            rows.append(Row("raised", "SystemExit: a function returns, it does not exit"))
        else:
            summary = f"{kind}: {text}" if text else kind
            rows.append(Row("raised", summary))
        if line:
            rows.append(Row("line", line))
        if outer := self._outer(failure):
            rows.append(Row("from", outer))
        if deeper := self._deeper(failure):
            rows.append(Row("calls" if line else "line", deeper))
        if "can't start new thread" in text:
            rows.append(Row("note", "at grading a solution has one thread, and can start no other"))
        if asked := _asked_exception(failure, request):
            rows.append(Row("note", asked))
        driver = "" if place or deeper else _driver(failure, request)
        if driver:
            said = driver.split("\n")[failure.held.at[0] - 1 if failure.held.at else 0]
            rows.append(Row("line", f"{said.strip()} {why.IN_CHECK}"))
        shown = place or driver or deeper
        explained = self._explained(failure, request, driver) if shown else None
        if request.op == "call" and not failure.frames and failure.type == "TypeError":
            explained = self._other_signature(name, failure.text)
        if explained is not None:
            rows.append(Row("why", explained.text))
            rows += [Row("shapes", explained.shapes)] if explained.shapes else []
        # What is forbidden has a sentence of its own; the type behind it is ours.
        raised = "" if failure.kind == "forbidden" else kind
        pattern = explained.closed if explained is not None else ""
        error = StudentError(summary, rows, exception=raised, pattern=pattern)
        error.where = place
        return error

    def _explained(self, failure: Failure, request: Request, driver: str) -> Explained | None:
        """The idea behind an exception at a line of a file of the learner's, or of `driver`."""
        if failure.kind not in ("error", "import"):
            return None
        if failure.type == "NotImplementedError" and (told := _STUB.match(failure.text)):
            return why.Explained(_STUB_FIRST, f"{told[2]}, task {told[1]}")
        inner = self._source if driver else self._sources.get(failure.frames[-1][0])
        if inner is None:
            return None
        # torch has an exception of this type too: "bitwise_and_cpu" not implemented for 'Float'.
        own = failure.type == "NotImplementedError" and not failure.text.startswith('"')
        if own and failure.frames and not driver:
            stub = inner.name_at(failure.frames[-1][1])
            return why.Explained(_STUB_FIRST, stub) if stub and inner.not_started([stub]) else None
        tree = parse(driver) if driver else None
        ideas = why.BEYOND if failure.held.beyond else why.IDEAS
        others = {
            path.removesuffix(".py").replace("/", "."): source.tree
            for path, source in self._sources.items()
            if source.tree is not None and source is not inner
        }
        raised = failure.type, failure.text, failure.held
        found = why.explain(*raised, inner.tree, ideas, tree, others)
        if found is None:
            return self._raised_itself(failure, driver)
        key, explained = found
        if driver:
            explained = why.of_learner(explained, driver)
        library = re.match(r"(?:import|from) (\w+)(?: import (nn))?", explained.more)
        line = inner.line(failure.frames[-1][1]) if failure.frames else ""
        called = [w for w in self._file.forbid if re.search(rf"\bF\.\w*{re.escape(w)}", line)]
        if library is not None and explained.more.endswith(" as F") and called:
            return why.Explained("what this line calls is not allowed in this file", called[0])
        if library is not None and {*library.groups()} & {*self._file.forbid}:
            return why.Explained(
                "a name is used that this file does not import, and that is not allowed in it",
                library[2] or library[1],
            )
        handed = {n for v in request.args if isinstance(v, SimpleNamespace) for n in vars(v)}
        offered = re.match(r"[fg]\.(\w+) in place of (\w+)", explained.more)
        if handed and offered and offered[1] not in handed:
            return why.Explained(
                "a name is read that has no value here, and what is handed in has none of that "
                "name either: sizes are those of its tensors, as f.<name>.shape[0]",
                offered[2],
            )
        if key == why.GRAD_IS_NONE and any(isinstance(v, SimpleNamespace) for v in request.args):
            return why.Explained(
                "a forward pass that was handed in has no .grad: the known gradients are in g, as "
                "g.<name>"
            )
        return explained

    def _raised_itself(self, failure: Failure, driver: str) -> Explained | None:
        """A `raise` of the learner's own, which ran for what came in."""
        if driver or not failure.frames:
            return None
        line, at = self._sources.get(failure.frames[-1][0]), failure.frames[-1][1]
        if line is None or line.tree is None or not line.line(at).startswith("raise "):
            return None
        for node in ast.walk(line.tree):
            if not isinstance(node, ast.If):
                continue
            said = f"line {node.lineno}: {plain(ast.unparse(node.test), 60)}"
            if any(inner.lineno == at for inner in node.body):
                return why.Explained(
                    "the code raises this itself: the condition before it holds for what came in",
                    said,
                )
            if any(inner.lineno == at for inner in node.orelse):
                return why.Explained(
                    "the code raises this itself: no condition before it holds for what came in",
                    said,
                )
        around = line.definition(line.name_at(at))
        if around is not None and any(isinstance(node, ast.If) for node in around.body):
            return why.Explained("the code raises this itself, since nothing before it returned")
        return None

    def _other_signature(self, name: str, text: str) -> Explained | None:
        """Of a call that did not begin: the parameters are not those that the check hands over."""
        node = self._source.definition(name)
        begins = (f"{name}() takes ", f"{name}() missing ", f"{name}() got ")
        if not isinstance(node, ast.FunctionDef) or not text.startswith(begins):
            return None
        return why.Explained(
            "the call did not begin: the parameters of the function are not those of its stub",
            f"it is defined as {node.name}({plain(ast.unparse(node.args), 80)})",
        )

    def _place(self, failure: Failure) -> tuple[str, str]:
        """(path:line, the text of that line) of the innermost frame in the learner's file.

        The line comes from our own copy, and no other path is accepted: a forged frame can
        point at nothing but the learner's own text.
        """
        for path, number in reversed(failure.frames):
            if path == self._source.path:
                return f"{path}:{number}", plain(self._source.line(number), 100)
        return "", ""

    def _deeper(self, failure: Failure) -> str:
        """The line of another file of the learner's in which the exception was raised; or ""."""
        path, number = failure.frames[-1] if failure.frames else ("", 0)
        source = self._sources.get(path)
        if source is None or path == self._source.path:
            return ""
        text = plain(source.line(number), 100)
        inside = source.name_at(number) or "outside of functions"
        return f"{path.rpartition('/')[2]} line {number}, {inside}: {text}"

    def _outer(self, failure: Failure) -> str:
        """Where the learner's function that was asked called the one that raised; "" if itself."""
        numbers = [number for path, number in failure.frames if path == self._source.path]
        names = [self._source.name_at(number) for number in numbers]
        if len(set(names)) < 2 or names[0] == names[-1]:
            return ""
        text = plain(self._source.line(numbers[0]), 100)
        return f"line {numbers[0]}, {names[0] or 'outside of functions'}: {text}"


def place_of(called: Called | None, spec: CheckSpec, source: Source) -> str:
    """The function of the learner's that a check asked for, by name; the task's where unclear."""
    task = spec.task
    found = ""
    if called is not None:
        words = [value for value in called.args if isinstance(value, str)]
        given = [getattr(value, "__grader_source__", "") for value in called.args]
        texts = [called.driver, *filter(None, given)] if called.driver else []
        found = asked_for(called.name, words, texts, source.names, task.names)
    places = [found, task.place, *task.names]
    return next((place for place in places if source.line_of(place)), task.place)


def remark(outcome: Outcome, names: Sequence[str], source: Source, all_: Iterable[Source]) -> None:
    """Add what the text of functions shows by itself.

    A call that is none explains zeros better than any mistake.
    """
    in_check = any(row.text.endswith(why.IN_CHECK) for row in outcome.rows)
    if not isinstance(outcome, Mismatch) and not in_check:
        outer = [
            m[1] for row in outcome.rows if row.label == "from" and (m := _FROM.match(row.text))
        ]
        function = source.definition(outer[0]) if outer else None
        if isinstance(function, ast.FunctionDef):
            outcome.rows += [Row("seen", text) for text in why.stays(function)]
        return
    nothing = any(_NOTHING.search(row.text) for row in outcome.rows)
    takes = frozenset(name for each in all_ for name in each.given_a_generator)
    units = {name.partition(".")[0] for name in names}
    methods = [name for name in source.names if name.partition(".")[0] in units]
    functions = [source.definition(name) for name in dict.fromkeys((*names, *methods))]
    after = [m[1] for row in outcome.rows if row.label == "what" and (m := _AFTER.match(row.text))]
    seen = why.changed_in_place(functions, after) or why.shown_by(functions, nothing, takes)
    shapes = [m for row in outcome.rows if (m := _SHAPES.match(row.text))]
    for found in shapes if not seen else ():
        yours, expected = ([int(n) for n in re.findall(r"\d+", sizes)] for sizes in found.groups())
        seen += next(
            (said for f in functions if (said := why.written_sizes(f, yours, expected))), []
        )
    zeros = outcome.pattern == "every value is 0"
    if zeros and any(text.endswith(why.CALLS_NOTHING) for text in seen):
        outcome.mistake = ""
        outcome.rows = [row for row in outcome.rows if row.label not in ("mistake", "idea")]
    no_way = any(_A_TENSOR.search(row.text) for row in outcome.rows) or (
        outcome.pattern.endswith("the values are 0")
        and any(row.label == "what" and "gradient" in row.text for row in outcome.rows)
    )
    if not seen and any(row.label == "finite" for row in outcome.rows):
        seen = next((said for f in functions if (said := why.of_nan(f))), [])
    if not seen and no_way:
        seen = next((said for f in functions if (said := why.cut_off(f))), [])
    outcome.rows += [Row("seen", text) for text in seen]


def _asked_exception(failure: Failure, request: Request) -> str:
    """Where a check hands in what is to be refused by a ValueError, and another exception came."""
    catches = re.search(r"^\s*except ValueError\b", request.source, re.MULTILINE)
    asks = catches is not None or any(given == "ValueError" for given in request.args)
    slips = ("ValueError", "NameError", "UnboundLocalError", "AttributeError", "RecursionError")
    if not asks or failure.kind != "error" or not failure.frames or failure.type in slips:
        return ""
    raised = exception_name(failure.type)
    return f"input that does not fit is to raise ValueError, and {raised} is none"


def _drivers(request: Request) -> dict[str, str]:
    """The functions that a request hands over: name -> text."""
    given = (*request.args, *request.kwargs.values())
    return {v.__name__: v.__grader_source__ for v in given if hasattr(v, "__grader_source__")}


def _driver(failure: Failure, request: Request) -> str:
    """The text of the driver of a request that raised by itself, "" if none did."""
    name, at = failure.held.driver, failure.held.at
    source = ({request.name: request.source} | _drivers(request)).get(name, "")
    return source if at is not None and 1 <= at[0] <= len(source.split("\n")) else ""


def _argument(called: Called, path: str) -> str:
    position, _, rest = path.partition(".")
    names = [name for name, _value in called.arguments()]
    name = names[int(position)] if int(position) < len(names) else "an argument"
    return plain(f"{name}.{rest}" if rest else name, 80)
