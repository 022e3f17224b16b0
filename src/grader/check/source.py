"""The learner's file as text: what is defined where, and what is still the stub.

Only the judge's own copy of the text is read; nothing here runs student code.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path

from grader.course.manifest import Topic
from grader.files import parsed, unix_lines

_DEFINES = re.compile(r"(\s*)(?:async )?(def|class)\s+(\w+)")
_MERGE = re.compile(rb"^(?:<{7}|>{7}) ", re.MULTILINE)
_WAITING = re.compile(rb"\b(?:breakpoint|input|set_trace)\s*\(")
# The start of a line that does not parse, and what to do with it.
_STRANGE = (
    (
        re.compile(r"^\s*<(?:!doctype|html)", re.IGNORECASE),
        "is a page of the web; take the raw file.",
    ),
    (re.compile(r"^\s*(?:%%?|!)\s*\w"), "is a command of a notebook; take it out."),
    (re.compile(r"^\s*>>> "), "has the prompt >>> of Python's shell; take it out."),
    (re.compile("[\u2018\u2019\u201c\u201d]"), "has the quotes of a text program; type ' or \"."),
)
_LFS = b"version https://git-lfs.github.com/spec/"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "truediv",
    ast.Pow: "pow",
    ast.USub: "neg",
}


@dataclass(frozen=True)
class Source:
    """One solution file. `problem` says why there is no text to judge ("" if there is)."""

    path: str
    text: str = ""
    problem: str = ""
    stub: str = field(default="", repr=False)
    _stubs: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)

    def line(self, number: int) -> str:
        """Line `number` (from 1) without its indentation, "" if there is none."""
        lines = self.text.split("\n")
        return lines[number - 1].strip() if 1 <= number <= len(lines) else ""

    def line_of(self, name: str) -> int:
        """The line on which `name` is defined, 0 if it is not."""
        node = self._definitions.get(name)
        return node.lineno if node else 0

    def definition(self, name: str) -> Definition | None:
        """The definition of `name`."""
        return self._definitions.get(name)

    @property
    def names(self) -> list[str]:
        """What the file defines: functions, classes and methods ("Value.backward")."""
        return list(self._definitions)

    def name_at(self, number: int) -> str:
        """The function or method around line `number`, "" if there is none.

        Of a text that does not parse, its `def` lines say it.
        """
        found = self._around(number) if self.tree is None else ""
        for name, node in self._definitions.items():
            if node.lineno <= number <= (node.end_lineno or 0):
                found = name  # methods come after their class
        return found

    def _around(self, number: int) -> str:
        lines = self.text.split("\n")[:number]
        last = lines[-1] if lines else ""
        indent = len(last) - len(last.lstrip()) if last.strip() else len(last) + 1
        own = _DEFINES.match(last)
        outer = [(own[2], own[3])] if own else []
        for line in reversed(lines[:-1]):
            start = _DEFINES.match(line)
            if start and len(start[1]) < indent:
                outer.append((start[2], start[3]))
                indent = len(start[1])
        outer.reverse()
        method = len(outer) > 1 and outer[0][0] == "class"
        return ".".join(name for _, name in outer[: 2 if method else 1])

    def parameters(self, name: str) -> list[str]:
        """The names of the parameters of function `name`, in order."""
        node = self._definitions.get(name)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return []
        return [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]

    @property
    def given_a_generator(self) -> list[str]:
        """The functions and classes that take one."""
        taking = [name for name in self._definitions if "generator" in self.parameters(name)]
        return [name.removesuffix(".__init__") for name in taking]

    def returns(self, name: str) -> str:
        """What function `name` says that it returns, as written; "" if it does not."""
        node = self._definitions.get(name)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.returns is None:
            return ""
        return ast.unparse(node.returns)

    def defines(self, name: str) -> bool:
        """Whether `name` is defined, or the text cannot be parsed, so that nobody can tell."""
        return self.tree is None or name in self._definitions

    def methods_left(self, units: Collection[str]) -> dict[str, str]:
        """Methods of classes that are still stubs, beside others that are written.

        Name -> what kind of value it says that it returns, "list" of list[Value].
        """
        owned = [n for n in self.names if "." in n and n.partition(".")[0] in units]
        left = [name for name in owned if self.not_started([name])]
        return (
            {n: self.returns(n).partition("[")[0] for n in left} if len(left) < len(owned) else {}
        )

    def rests_on_none(self, where: str, left: Collection[str]) -> bool:
        """Whether the function at "path:line" is none of the stubs `left`, and names none."""
        path, _, number = where.rpartition(":")
        around = self.name_at(int(number)) if path == self.path else ""
        node = self.definition(around)
        named = {part for name in left for part in (name, name.rpartition(".")[2])}
        used = {getattr(n, "attr", getattr(n, "id", "")) for n in ast.walk(node)} if node else named
        return around not in left and not used & named

    def not_started(self, names: list[str]) -> bool:
        """Whether every one of `names` still is the stub: its body raises, or is as released."""
        return all(self._is_stub(name) for name in names)

    def _is_stub(self, name: str) -> bool:
        if name not in self._stubs:
            self._stubs[name] = self._compare_with_stub(name)
        return self._stubs[name]

    def _compare_with_stub(self, name: str) -> bool:
        node = self._definitions.get(name)
        if node is None:
            return False
        try:
            return _only_raises(node) or _same_body(node, _released(self.stub).get(name))
        except RecursionError:
            return False

    @cached_property
    def tree(self) -> ast.Module | None:
        """The syntax tree of the text, None where it has none."""
        return parse(self.text)

    @cached_property
    def _definitions(self) -> dict[str, Definition]:
        return definitions_in(self.tree)


def parse(text: str) -> ast.Module | None:
    """The syntax tree of `text`, None where it has none."""
    try:
        with warnings.catch_warnings():
            # Of odd escapes in the text, with the text, to our own error output.
            warnings.simplefilter("ignore")
            return parsed(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def definitions_in(tree: ast.Module | None) -> dict[str, Definition]:
    """Name -> definition of the functions, classes and methods ("Value.backward") of a module."""
    found: dict[str, Definition] = {}
    for node in tree.body if tree else []:
        if isinstance(node, Definition):
            found[node.name] = node
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, Definition):
                    found[f"{node.name}.{inner.name}"] = inner
    return found


@lru_cache(maxsize=64)
def _released(stub: str) -> dict[str, Definition]:
    """What a stub defines; every submission is compared with the same stubs."""
    return definitions_in(parse(stub))


def without_docstring(node: Definition) -> list[ast.stmt]:
    """The body of a definition, without its docstring."""
    return node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body


def _same_body(node: Definition, released: Definition | None) -> bool:
    if released is None:
        return False
    ours, theirs = without_docstring(node), without_docstring(released)
    return len(ours) == len(theirs) and all(map(_same, ours, theirs))


def _same(one: ast.stmt, other: ast.stmt) -> bool:
    return type(one) is type(other) and ast.dump(one) == ast.dump(other)


def _only_raises(node: Definition) -> bool:
    body = without_docstring(node)
    if isinstance(node, ast.ClassDef):
        methods = [inner for inner in body if isinstance(inner, Definition)]
        return bool(methods) and all(_only_raises(inner) for inner in methods)
    if len(body) != 1 or not isinstance(body[0], ast.Raise):
        return False
    raised = body[0].exc.func if isinstance(body[0].exc, ast.Call) else body[0].exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"


def read_sources(topic: Topic, root: Path) -> dict[str, Source]:
    """The learner's own files under `root`, read for a local run; what is wrong is said in each."""
    sources = {}
    for file in topic.files:
        path = topic.path_in_repository(file.name)
        try:
            content = (root / path).read_bytes()
        except FileNotFoundError:
            sources[file.name] = Source(path, problem=f"{path} is missing")
            continue
        except OSError as e:
            sources[file.name] = Source(path, problem=f"{path} cannot be read: {e.strerror}")
            continue
        reason = not_text(content)
        text = "" if reason else unix_lines(content).decode("utf-8")
        sources[file.name] = Source(path, text, problem=f"{path} {reason}" if reason else "")
    return sources


def not_text(content: bytes) -> str:
    """Why `content` cannot be graded, as the end of a sentence; "" if it can."""
    if content.startswith(_UTF_16):
        return "is UTF-16 text; save it as UTF-8"
    if content.startswith(_LFS):
        return (
            "is a pointer of Git LFS in place of the file; run git lfs untrack for it and commit "
            "it anew"
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as e:
        return f"is not UTF-8 text (byte {e.start}); save it as UTF-8"
    return "holds a null byte, so it is not text" if "\0" in text else ""


def readable(sources: Mapping[str, Source]) -> dict[str, bytes]:
    """Path -> content of the sources that could be read, as they are hashed."""
    return {s.path: s.text.encode() for s in sources.values() if not s.problem}


def slips(files: Mapping[str, bytes]) -> Iterator[str]:
    """A sentence on each of `files` (path -> UTF-8 text) that holds a slip."""
    for path, content in files.items():
        if found := _MERGE.search(content):
            line = content.count(b"\n", 0, found.start()) + 1
            yield (
                f"{path}:{line} holds the marks of a merge that was not finished; keep one of the "
                "two versions and take the marks out."
            )
        elif path.endswith(".py") and (strange := _strange(content)):
            yield f"{path}:{strange}"
        elif path.endswith(".py") and _WAITING.search(content):
            tree = parse(content.decode("utf-8"))
            for call, line in islice(_waiting(tree), 1) if tree else ():
                yield f"{path}:{line} calls {call}, and nobody answers at grading; take it out."


def _strange(content: bytes) -> str:
    """What of a notebook, a shell or a page stands where a file is no Python; "" if nothing."""
    text = content.decode("utf-8")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed(text)
    except SyntaxError as e:
        lines = text.split("\n")
        number = min(e.lineno or 1, len(lines))
        found = [said for start, said in _STRANGE if start.search(lines[number - 1])]
        return f"{number} {found[0]}" if found else ""
    except (ValueError, RecursionError, MemoryError):
        return ""
    return ""


def _waiting(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Calls that wait for somebody at a keyboard, the part for `python file.py` aside."""
    body = [node for node in tree.body if not _is_main(node)]
    nodes = [node for top in body for node in ast.walk(top)]
    named = {node.arg for node in nodes if isinstance(node, ast.arg)}
    named |= {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    named |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in {"breakpoint", "input"} - named:
            yield f"{node.func.id}()", node.lineno
        elif isinstance(node.func, ast.Attribute) and node.func.attr == "set_trace":
            yield "set_trace()", node.lineno


def _is_main(node: ast.stmt) -> bool:
    names = ast.walk(node.test) if isinstance(node, ast.If) else ()
    return any(isinstance(name, ast.Name) and name.id == "__name__" for name in names)


def asked_for(
    name: str,
    words: Sequence[str],
    texts: Sequence[str],
    defined: Sequence[str],
    task: Sequence[str],
) -> str:
    """The function of the learner's that a call is about; "" where several may be.

    name     what was called: a function of the learner's, or a driver
    words    the texts among its arguments, of which one may name a function
    texts    the driver's text first, then those of the functions that it was given
    defined  what the learner's file defines, methods as "Value.tanh"
    task     the functions, classes and methods of the check's task
    """
    if name in defined:
        return name
    units = sorted({each.partition(".")[0] for each in task if "." in each})
    for word in words:
        found = [each for each in (word, *(f"{unit}.{word}" for unit in units)) if each in defined]
        if found:
            return found[0]
    used = _attributes(texts[0]) if texts else ()
    called = [each for each in task if each in defined and each in used]
    if len(called) == 1:
        return called[0]
    operators = {each for text in texts[1:] for each in _operators(text)}
    methods = [f"{unit}.{each}" for unit in units for each in sorted(operators)]
    found = [each for each in methods if each in defined]
    return found[0] if len(operators) == 1 and len(found) == 1 else ""


# Each failing check asks these two of the texts of its drivers, which are the same in all runs.
@lru_cache(maxsize=256)
def _attributes(text: str) -> frozenset[str]:
    """What a driver takes from the learner's module, its first parameter: m.train."""
    [driver] = parsed(text).body
    module = driver.args.args[0].arg if isinstance(driver, ast.FunctionDef) else ""
    return frozenset(
        node.attr
        for node in ast.walk(driver)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == module
    )


@lru_cache(maxsize=256)
def _operators(text: str) -> frozenset[str]:
    """The methods behind the operators of a function: __mul__ of a * 3, __rmul__ of 3 * a."""
    found = set()
    for node in ast.walk(parsed(text)):
        if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            reversed_ = "r" if isinstance(node.left, ast.Constant) else ""
            found.add(f"__{reversed_}{_OPERATORS[type(node.op)]}__")
        elif isinstance(node, ast.UnaryOp) and type(node.op) in _OPERATORS:
            found.add(f"__{_OPERATORS[type(node.op)]}__")
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "sum":
            found.add("__radd__")
    return frozenset(found)
