"""Solutions for whoever has solved a task: ours, and one other way with what differs.

In self-study they are released with the topic, in solutions.txt: compressed and encoded, so that
nobody reads them by accident. That is a courtesy and no lock. `grader solution` opens it for a task
that passes. A repository that has reference/ reads that instead.

The other way of a task is from reference/<topic>/alternatives: of a function whose docstring says
what differs, else of a file whose docstring says so below its first line.
"""

from __future__ import annotations

import ast
import base64
import re
import shutil
import textwrap
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from grader.check.source import Definition, definitions_in
from grader.course.manifest import Course, TaskSpec, Topic
from grader.errors import UsageError
from grader.record import TopicResult

FILE = "solutions.txt"
_HEAD = """\
Solutions of the tasks of {topic}, compressed and encoded so that nobody reads them by accident.
Once a task passes, this opens its own: grader solution {ref}
"""


class Solution(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The solution of one task, and one other way with what differs; "" where there is none."""

    code: str
    other: str = ""
    differs: str = ""


class _Solutions(msgspec.Struct, kw_only=True):
    topic: str
    tasks: dict[str, Solution]


def encoded(course: Course, topic: Topic) -> bytes:
    """The content of solutions.txt, made of reference/."""
    held = msgspec.json.encode(_Solutions(topic=topic.id, tasks=made(course, topic)))
    text = base64.b85encode(zlib.compress(held, 9)).decode()
    ref = next(iter(topic.tasks.values())).ref
    lines = ["", *(text[at : at + 100] for at in range(0, len(text), 100)), ""]
    return (_HEAD.format(topic=topic.id, ref=ref) + "\n".join(lines)).encode()


def decoded(content: bytes, where: str) -> dict[str, Solution]:
    """What a solutions.txt holds: number of a task -> its solution. Raises UsageError."""
    try:
        packed = b"".join(content.replace(b"\r\n", b"\n").partition(b"\n\n")[2].split())
        # Some kilobytes each; what would unpack to more is none of ours.
        held = zlib.decompressobj().decompress(base64.b85decode(packed), 8 << 20)
        return msgspec.json.decode(held, type=_Solutions).tasks
    except (ValueError, zlib.error, msgspec.DecodeError):
        raise UsageError(
            f"{where} cannot be read; take it from the last release: grader sync"
        ) from None


# A page of text that is wider is hard to read.
_WIDTH = 98


def solution_page(
    course: Course, topic: Topic, task: TaskSpec, result: TopicResult | None
) -> list[str]:
    """The solution of `task`, line by line, if it passes in `result`, a run of its topic.

    Raises UsageError where it does not, or where the solutions are not there.
    """
    states = {each.ref: each.state for each in result.tasks} if result else {}
    if states.get(task.ref) != "pass":
        raise UsageError(
            f"{task.ref} {task.id} does not pass yet; its solution is shown once it does: "
            f"pytest exercises/{topic.id}"
        )
    found = _read(course, topic).get(task.ref)
    if found is None:
        raise UsageError(f"{topic.id} has no solution of {task.ref}; run: grader sync")
    lines = [f"{task.ref} {task.id}: {task.title}", "", "One solution:", ""]
    lines += _indented(found.code)
    if found.other:
        lines += ["", "Another way:", "", *_indented(found.other), ""]
        width = min(shutil.get_terminal_size((_WIDTH, 24)).columns, _WIDTH)
        lines += textwrap.wrap(f"What differs: {found.differs}", width)
    return lines


def _read(course: Course, topic: Topic) -> dict[str, Solution]:
    if (course.reference / topic.id).is_dir():
        return made(course, topic)
    path = topic.folder / FILE
    try:
        return decoded(path.read_bytes(), topic.path_in_repository(FILE))
    except FileNotFoundError:
        due = f", {topic.due:%Y-%m-%d}" if topic.due is not None else ""
        when = f"after its deadline{due}" if course.waits(topic) else "with the next release"
        raise UsageError(
            f"the solutions of {topic.id} are not here; they come {when}: grader sync"
        ) from None


def made(course: Course, topic: Topic) -> dict[str, Solution]:
    """Number of a task -> its solution, of those in reference/."""
    folder = course.reference / topic.id
    sources = {file.name: _way((folder / file.name).read_text("utf-8")) for file in topic.files}
    ways = _ways(course, topic)
    units = {name.partition(".")[0] for task in topic.tasks.values() for name in task.names}
    stubs = {file.name: (topic.folder / file.name).read_text("utf-8") for file in topic.files}
    found = {}
    for task in topic.tasks.values():
        file = topic.file_of[task.id].name
        code = sources[file].shown(task.names, units, stubs[file])
        shown = _shown_way(ways, task)
        other = shown[0].shown(task.names, units, stubs[file]) if shown else ""
        found[task.ref] = Solution(code=code, other=other, differs=shown[1] if shown else "")
    return found


def undescribed(course: Course, topic: Topic) -> Iterator[TaskSpec]:
    """The tasks that have other ways, of which none says what differs."""
    ways = _ways(course, topic)
    for task in topic.tasks.values():
        if not _shown_way(ways, task) and any(way.defined.keys() & task.names for way in ways):
            yield task


@dataclass(frozen=True)
class _Way:
    """A file of reference/: its text, and what it defines."""

    text: str
    tree: ast.Module
    defined: Mapping[str, Definition]

    def says(self, names: Collection[str]) -> tuple[str, bool]:
        """What differs in the functions `names`, and whether one of them says it itself."""
        units = [name.partition(".")[0] for name in names]
        said = (ast.get_docstring(self.defined[name]) or "" for name in [*names, *units])
        # One sentence says what it is, for whoever reads the file.
        if own := next((text for text in said if sentences(text) > 1), ""):
            return own, True
        return (ast.get_docstring(self.tree) or "").partition("\n\n")[2], False

    def shown(self, names: Collection[str], units: Collection[str], stub: str) -> str:
        """The code for `names` as it can be put into a file that has what its `stub` has."""
        code = excerpt(self.text, self._belonging(names, stub), units, self.tree)
        had = {name for node in ast.parse(stub).body for name in _imported(node)}
        read = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)} - had
        lines = [_import_line(node, read) for node in self.tree.body if read & _imported(node)]
        return "\n\n".join([*(["\n".join(lines)] if lines else []), code])

    def _belonging(self, names: Collection[str], stub: str) -> list[str]:
        """`names`, and the methods that share with them an attribute which no stub mentions."""
        methods = {
            name: {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
            for name, node in self.defined.items()
            if "." in name
        }
        kept = {
            n.attr
            for node in self.defined.values()
            for n in ast.walk(node)
            if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)
        } - set(re.findall(r"\w+", stub))
        found = list(names)
        for name in found:
            own = methods.get(name, set()) & kept
            unit = name.partition(".")[0]
            found += [
                other
                for other, attributes in methods.items()
                if other.startswith(f"{unit}.") and own & attributes and other not in found
            ]
            # A private method of this way brings what it shares.
            found += [
                other
                for other in (f"{unit}.{attr}" for attr in sorted(methods.get(name, set())))
                if re.search(r"\._[a-z]", other) and other in methods and other not in found
            ]
        return found


# The contract and a release read each file more than once.
@lru_cache(maxsize=128)
def _way(text: str) -> _Way:
    tree = ast.parse(text)
    return _Way(text, tree, definitions_in(tree))


def _ways(course: Course, topic: Topic) -> list[_Way]:
    """The alternatives of a topic, by name."""
    paths = sorted((course.reference / topic.id / "alternatives").glob("*.py"))
    return [_way(path.read_text("utf-8")) for path in paths]


def _shown_way(ways: Collection[_Way], task: TaskSpec) -> tuple[_Way, str] | None:
    """The other way that is shown for a task, and what differs; None if no way says it.

    What a function says of itself goes before what a file says of all that it holds, and more of
    the task's functions before fewer.
    """
    best: tuple[tuple[bool, int], _Way, str] | None = None
    for way in ways:
        names = [name for name in task.names if name in way.defined]
        differs, own = way.says(names) if names else ("", False)
        rank = (own, len(names))
        if differs and (best is None or rank > best[0]):
            best = rank, way, " ".join(differs.split())
    return best[1:] if best else None


def sentences(differs: str) -> int:
    """How many sentences a text has."""
    return len(re.findall(r"[.!?](?=\s|$)", differs))


def excerpt(
    text: str, names: Collection[str], others: Collection[str], tree: ast.Module | None = None
) -> str:
    """The definitions of `names` in `text` without docstrings, and the helpers that they use.

    A method stands below the line of its class. A helper is what else the module defines or
    assigns, or a private method of the class, that these name, directly or by another helper; never
    one of `others`, which are tasks.
    """
    tree = tree or ast.parse(text)
    defined = definitions_in(tree)
    units = list(dict.fromkeys(name.partition(".")[0] for name in names))
    chosen: dict[str, list[str]] = {
        unit: [name for name in names if name.startswith(f"{unit}.") and name in defined]
        for unit in units
    }
    hidden = {*chosen, *others}
    helpers = {name: node for node in tree.body for name in _binds(node) if name not in hidden}
    wanted = [defined[n] for n in dict.fromkeys([*names]) if n in defined]
    used: dict[str, ast.stmt] = {}
    waiting: list[ast.AST] = list(wanted)
    while waiting:
        for inner in ast.walk(waiting.pop()):
            name = inner.id if isinstance(inner, ast.Name) else ""
            if name in helpers and name not in used:
                used[name] = helpers[name]
                waiting.append(helpers[name])
            private = inner.attr if isinstance(inner, ast.Attribute) else ""
            for unit in units if re.match(r"_[a-z]", private) else ():
                method = f"{unit}.{private}"
                if method in defined and method not in chosen[unit] and unit not in names:
                    chosen[unit].append(method)
                    waiting.append(defined[method])
    lines = text.split("\n")
    parts = []
    for node in tree.body:
        name = getattr(node, "name", "")
        if any(node is helper for helper in used.values()):
            parts.append(_without_docstring(lines, node))
        elif name in chosen and isinstance(node, ast.ClassDef) and name not in names:
            methods = [_without_docstring(lines, defined[each]) for each in chosen[name]]
            if methods:
                parts.append(
                    "\n\n".join([lines[node.lineno - 1], *methods]).replace(":\n\n", ":\n", 1)
                )
        elif name in names:
            parts.append(_without_docstring(lines, node))
    return "\n\n".join(parts)


def _binds(node: ast.stmt) -> Iterator[str]:
    """The names that a statement of a module gives to helpers: imports are left out."""
    if isinstance(node, Definition):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            yield from (n.id for n in ast.walk(target) if isinstance(n, ast.Name))


def _imported(node: ast.stmt) -> set[str]:
    """The names that an import at the top of a file gives."""
    aliases = node.names if isinstance(node, ast.Import | ast.ImportFrom) else []
    return {(alias.asname or alias.name).partition(".")[0] for alias in aliases}


def _import_line(node: ast.stmt, read: Collection[str]) -> str:
    """The import without the names that are not `read`."""
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return ""
    names = [a for a in node.names if (a.asname or a.name).partition(".")[0] in read]
    kept = (
        ast.Import(names)
        if isinstance(node, ast.Import)
        else ast.ImportFrom(node.module, names, node.level)
    )
    return ast.unparse(kept)


def _without_docstring(lines: list[str], node: ast.stmt) -> str:
    """The source of a statement; of what it defines without docstrings."""
    first, last = node.lineno, node.end_lineno or node.lineno
    left_out: set[int] = set()
    if isinstance(node, Definition):
        first = min([first, *(d.lineno for d in node.decorator_list)])
        for inner in ast.walk(node):
            if isinstance(inner, Definition) and ast.get_docstring(inner, clean=False) is not None:
                said = inner.body[0]
                left_out |= set(range(said.lineno, (said.end_lineno or said.lineno) + 1))
    kept = [line for n, line in enumerate(lines[first - 1 : last], first) if n not in left_out]
    # Where a class has lost its docstring, the line below it goes as well.
    return "\n".join(line for n, line in enumerate(kept) if line or not kept[n - 1].endswith(":"))


def _indented(text: str) -> list[str]:
    return [f"    {line}".rstrip() for line in text.split("\n")]
