"""What every topic must keep, as far as its files tell without running any code.

Each function returns problems: where, what is wrong, and what an author does next. An empty list
is a promise kept. `grader course check` prints them, tests/course asserts that there are none.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from classroom.pages.sources import PAGE as SOURCES
from grader.check.mistakes import constant
from grader.check.source import Definition, definitions_in, without_docstring
from grader.course.experiments import REPORT
from grader.course.manifest import RITUAL_COPIES, STUDENT_ROOT, Course, FileSpec, TaskSpec, Topic
from grader.course.plan import PLAN, TICKS
from grader.sandbox.forbid.concepts import FORBIDDABLE

TASK_POINTS = 80
TITLE_LENGTH = 72

# Files in reference/<topic>, at the least.
LEAST = {"alternatives": 3, "mistakes": 12}
_Trees = dict[str, list[ast.Module]]
# What the lecture or the chapter itself writes, in reference/<topic>: nothing beyond it.
LECTURE = "lecture.py"
_EXERCISE_FILES = {
    "README.md",
    "topic.toml",
    "test_milestones.py",
    "plots.py",
    "mistakes.json",
    "sources.toml",
    *("questions.toml", "questions.md", "answers.toml", "explanations.md", "sealed.json", REPORT),
}
_REFERENCE_FILES = {
    "NOTES.md",
    "answers.toml",
    "equivalents.toml",
    "shown.toml",
    "recompute.py",
    "figures.py",
    "experiments.toml",
    REPORT,
    LECTURE,
}
_PICTURES = (".svg", ".png")
_VARIANT = re.compile(r"(alternatives|mistakes)/[A-Za-z]\w*\.py")
# What tools leave behind: not part of a topic.
_CACHES = {"__pycache__", ".pytest_cache", ".ipynb_checkpoints", "plots"}
# Shorter expressions ("-1 / n") stand in a hint by chance.
_TELLING = 8


@dataclass(frozen=True)
class Problem:
    """Something that an author has to mend."""

    where: str
    what: str
    next: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.next}"


def unreadable(course: Course, topic: Topic) -> list[Problem]:
    """Every file that the manifest asks for is there, and all Python files parse.

    The functions below, and judging, need that.
    """
    found: list[Problem] = []
    for folder, names in _needed(course, topic).items():
        for name in sorted(names):
            if not (folder / name).is_file():
                where = str((folder / name).relative_to(course.root))
                found.append(Problem(where, "is missing", "write it, or change topic.toml"))
    return [*found, *unparsed(course, topic)]


def unparsed(course: Course, topic: Topic) -> Iterator[Problem]:
    """The Python files of a topic that do not parse; mistakes and alternatives among them."""
    for folder in _needed(course, topic):
        for path in _files(folder):
            try:
                if path.suffix == ".py":
                    tree_of(path)
            except SyntaxError as e:
                where = f"{path.relative_to(course.root)}:{e.lineno}"
                yield Problem(where, f"does not parse: {e.msg}", "mend the line")


def agreement(course: Course, topic: Topic) -> list[Problem]:
    """Stub and reference have the same names, signatures and docstrings."""
    found: list[Problem] = []
    for file in topic.files:
        stub_name = topic.path_in_repository(file.name)
        where = f"reference/{topic.id}/{file.name}"
        stub, solution = tree_of(course.root / stub_name), tree_of(course.root / where)
        found += _disagreements(file, stub, solution, where, stub_name)
    return found


def _disagreements(
    file: FileSpec, stub: ast.Module, solution: ast.Module, where: str, stub_name: str
) -> Iterator[Problem]:
    if ast.get_docstring(stub, clean=False) != ast.get_docstring(solution, clean=False):
        yield Problem(where, "another module docstring", f"make it that of {stub_name}")
    theirs, ours = definitions_in(stub), definitions_in(solution)
    for name in theirs.keys() - ours.keys():
        yield Problem(where, f"no '{name}'", f"solve it, or take it out of {stub_name}")
    for name in ours.keys() - theirs.keys():
        if not name.rpartition(".")[2].startswith("_"):
            advice = f"add its stub to {stub_name}, or begin the name of a helper with _"
            yield Problem(where, f"'{name}' has no stub", advice)
    tasks = {name for task in file.tasks for name in task.names}
    for name in theirs.keys() & ours.keys():
        if _signature(theirs[name]) != _signature(ours[name]):
            yield Problem(
                where,
                f"'{name}' has the signature {_signature(ours[name])}, "
                f"the stub {_signature(theirs[name])}",
                f"make it that of {stub_name}",
            )
        docstrings = [ast.get_docstring(d[name], clean=False) for d in (theirs, ours)]
        if docstrings[0] != docstrings[1]:
            yield Problem(where, f"'{name}' has another docstring", f"copy that of {stub_name}")
        if docstrings[0] is None and "." not in name:
            yield Problem(stub_name, f"'{name}' has no docstring", "say what goes in and out")
        given = name.partition(".")[0] not in {task.partition(".")[0] for task in tasks}
        if given and _body(theirs[name]) != _body(ours[name]):
            if "NotImplementedError" in ast.unparse(theirs[name]):
                manifest = f"{Path(stub_name).parent.as_posix()}/topic.toml"
                advice = f"add its [[files.tasks]] below {file.name} there"
                yield Problem(manifest, f"no task names '{name}' of {file.name}", advice)
            else:
                advice = f"learners get that of {stub_name}; make both the same"
                yield Problem(where, f"'{name}' is given, and differs", advice)
    for node in ast.walk(solution):
        if isinstance(node, ast.Name) and node.id == "NotImplementedError":
            yield Problem(f"{where}:{node.lineno}", "NotImplementedError", "solve the task")


def task_problems(course: Course, topic: Topic) -> list[Problem]:
    """Every task has hints that leave it to be solved, and labels."""
    manifest = f"{STUDENT_ROOT}/{topic.id}/topic.toml"
    found = []
    if topic.points != TASK_POINTS:
        what = f"the tasks give {topic.points} points, a topic's give {TASK_POINTS}"
        found.append(Problem(manifest, what, "change the points of its tasks"))
    for file in topic.files:
        found += title_problems(manifest, f"the title of {file.name}", file.title, ())
        for word in sorted({*file.forbid} - {*FORBIDDABLE}):
            what = f"{file.name} forbids '{word}', which nothing is known of"
            advice = f"name one of {', '.join(FORBIDDABLE)}, or add to sandbox/forbid/concepts.py"
            found.append(Problem(manifest, what, advice))
    found += _refs(topic, manifest)
    for task in topic.tasks.values():
        found += title_problems(manifest, f"the title of {task.id}", task.title, task.names)
        if len({" ".join(hint.split()) for hint in task.hints}) < len(task.hints):
            what = f"two hints of {task.id} are the same"
            found.append(Problem(manifest, what, "let the second say which idea it takes"))
        if not (task.minutes and task.difficulty):
            what = f"{task.id} does not say how long it takes and how hard it is"
            found.append(Problem(manifest, what, "add minutes, and difficulty = 1, 2 or 3"))
        found += _telling_hints(course, topic, task, manifest)
    return found


def _refs(topic: Topic, manifest: str) -> Iterator[Problem]:
    """Numbers name one task each, and those of a topic begin alike."""
    owners: dict[str, list[str]] = {}
    for task in topic.scored.values():
        owners.setdefault(task.ref, []).append(task.id)
    begins = Counter(ref.partition("-")[0] for ref in owners).most_common(1)[0][0]
    for ref, ids in owners.items():
        if len(ids) > 1:
            advice = f"give one of them the next free number ({begins}-E...)"
            yield Problem(manifest, f"{' and '.join(ids)} have the same ref {ref}", advice)
        if ref.partition("-")[0] != begins:
            what = f"the ref of {ids[0]} is {ref}, those of its topic begin with {begins}-"
            yield Problem(manifest, what, "correct it")


def nameless(course: Course, topic: Topic) -> Iterator[Problem]:
    """Every mistake says its name and, below it, an idea. No mistake can be loaded without."""
    for path in sorted((course.reference / topic.id / "mistakes").glob("*.py")):
        name, _, idea = (ast.get_docstring(tree_of(path)) or "").partition("\n")
        if not (name.strip() and idea.strip()):
            where = str(path.relative_to(course.root))
            advice = "write its name into the first line of the docstring, the idea below"
            yield Problem(where, "the docstring has no name, or no idea", advice)


def override_problems(course: Course, topic: Topic) -> Iterator[Problem]:
    """Alternatives and mistakes replace what there is, and there are enough of them."""
    folder = course.reference / topic.id
    known: set[str] = set()
    for file in topic.files:
        known |= definitions_in(tree_of(folder / file.name)).keys()
    tasks = {name for task in topic.tasks.values() for name in task.names}
    tasks |= {name.partition(".")[0] for name in tasks}
    trees: _Trees = {kind: [] for kind in LEAST}
    for kind, least in LEAST.items():
        paths = sorted((folder / kind).glob("*.py"))
        if len(paths) < least:
            what = f"has {len(paths)} {kind}, a topic has {least} or more"
            yield Problem(f"reference/{topic.id}/{kind}", what, "write more")
        for path in paths:
            where = f"reference/{topic.id}/{kind}/{path.name}"
            tree = tree_of(path)
            trees[kind].append(tree)
            defined = definitions_in(tree).keys()
            if not defined & tasks:
                yield Problem(where, "replaces nothing that a task asks for", "correct its names")
            for name in _unused(tree, known):
                what = f"'{name}' is no function of the solution, and nothing calls it"
                yield Problem(where, what, "correct the name, or take it out")
    yield from _tasks_without(topic, _text(folder / "NOTES.md"), trees)


def _tasks_without(topic: Topic, notes: str, trees: _Trees) -> Iterator[Problem]:
    """Every task has a mistake and another right answer, or NOTES.md says why it has none."""
    for kind, word in (("mistakes", "mistake"), ("alternatives", "other way")):
        # Where tasks share a method, a mistake says whose it is.
        owners = {owner for tree in trees[kind] if (owner := constant(tree, "TASK"))}
        names = {n for t in trees[kind] if not constant(t, "TASK") for n in definitions_in(t)}
        for task in topic.tasks.values():
            said = re.search(rf"`{re.escape(task.id)}`(?:(?!\.\s).)*\bno {word}\b", notes, re.S)
            if task.id not in owners and not names & {*task.names} and not said:
                advice = f"write one, or say in NOTES.md why `{task.id}` has no {word}"
                yield Problem(f"reference/{topic.id}/{kind}", f"{task.id} has none", advice)


def _unused(tree: ast.Module, known: set[str]) -> Iterator[str]:
    """What a file defines that is neither known nor named again: replaces nothing, helps nobody.

    A method belongs here where its class derives from its own name, as that of an override does.
    """
    named = {getattr(node, "id", getattr(node, "attr", "")) for node in ast.walk(tree)}
    for name in definitions_in(tree):
        owner, _, last = name.rpartition(".")
        derived = owner and any(
            isinstance(c, ast.ClassDef) and c.name == owner and owner in map(ast.unparse, c.bases)
            for c in tree.body
        )
        if (not owner or derived) and name not in known and last not in named:
            yield name


def title_problems(where: str, what: str, title: str, names: Iterable[str]) -> Iterator[Problem]:
    """A title begins with a lower-case letter or a name of the code, is short, has no full stop."""
    first = title.split(maxsplit=1)[0] if title.split() else ""
    if not first:
        yield Problem(where, f"{what} is empty", "give it one")
    if re.fullmatch(r"[A-Z][a-z']*", first) and len(first) > 1 and first not in names:
        yield Problem(where, f"{what} begins with a capital: {title!r}", "write it small")
    if title.endswith("."):
        yield Problem(where, f"{what} ends with a full stop: {title!r}", "take it away")
    if len(title) >= TITLE_LENGTH:
        advice = f"keep it under {TITLE_LENGTH} characters"
        yield Problem(where, f"{what} has {len(title)} characters: {title!r}", advice)


def surplus(course: Course, topic: Topic) -> list[Problem]:
    """The folders of a topic hold what belongs there and nothing else.

    A picture belongs there if README.md shows it, and may be drawn by reference/<topic>/<name>.py;
    so does the figure of a question.
    """
    readme = _text(topic.folder / "README.md")
    figures = {question.figure for question in topic.sheet.questions}
    names = {path.relative_to(topic.folder).as_posix() for path in _files(topic.folder)}
    pictures = {name for name in names if name.endswith(_PICTURES) and name in readme}
    reference = course.reference / topic.id
    allowed = {
        topic.folder: _EXERCISE_FILES | pictures | figures,
        reference: _REFERENCE_FILES | {str(Path(name).with_suffix(".py")) for name in pictures},
    }
    found = []
    for folder, needed in _needed(course, topic).items():
        for path in _files(folder):
            name = path.relative_to(folder).as_posix()
            variant = folder == reference and _VARIANT.fullmatch(name)
            if name not in needed | allowed.get(folder, set()) and not variant:
                where = str(path.relative_to(course.root))
                advice = "name it in topic.toml (or a picture in README.md), or remove it"
                found.append(Problem(where, "does not belong here", advice))
    return found


def _needed(course: Course, topic: Topic) -> dict[Path, set[str]]:
    """Folder -> the files that must stand in it."""
    solutions = {file.name for file in topic.files}
    checks = {f"test_{name}" for name in solutions}
    given = {*topic.given, *topic.support, "README.md", "topic.toml"}
    done: set[str] = set()
    if topic.ritual:
        given |= {topic.ritual, str(Path(topic.ritual).with_suffix(".toml"))}
        done = set(RITUAL_COPIES.values())
    return {
        topic.folder: solutions | checks | given,
        course.reference / topic.id: solutions | done | {"NOTES.md"},
        course.hidden / topic.id: checks,
    }


def strays(course: Course) -> list[Problem]:
    """Between the topics' folders there is nothing else."""
    allowed = {
        course.root / STUDENT_ROOT: {
            "README.md",
            "course.toml",
            "data",
            PLAN,
            TICKS,
            SOURCES,
            *course.topics,
        },
        course.reference: {"README.md", "ideas.py", *course.topics},
        course.hidden: set(course.topics),
    }
    return [
        Problem(
            str(path.relative_to(course.root)),
            "does not belong here",
            "add the topic to exercises/course.toml, or remove it",
        )
        for folder, names in allowed.items()
        for path in sorted(folder.iterdir())
        if path.name not in names | _CACHES
    ]


def _telling_hints(
    course: Course, topic: Topic, task: TaskSpec, manifest: str
) -> Iterator[Problem]:
    found = definitions_in(tree_of(course.reference / topic.id / topic.file_of[task.id].name))
    for expression in _expressions(found[name] for name in task.names if name in found):
        for number, hint in enumerate(task.hints, 1):
            if any(_dense(form) in _dense(hint) for form in _spellings(expression)):
                what = f"hint {number} of {task.id} holds the solution's {expression!r}"
                yield Problem(manifest, what, "say it in words that leave the step to be done")
                break


def _expressions(definitions: Iterable[Definition]) -> Iterator[str]:
    """What a solution returns or assigns, where it computes something that no docstring gives."""
    for definition in definitions:
        given = _dense(ast.get_docstring(definition) or "")
        for node in ast.walk(definition):
            if not isinstance(node, ast.Return | ast.Assign | ast.AugAssign) or not node.value:
                continue
            if any(isinstance(inner, ast.BinOp | ast.Call) for inner in ast.walk(node.value)):
                expression = ast.unparse(node.value)
                if _dense(expression) not in given:
                    yield expression


def _spellings(expression: str) -> list[str]:
    """As it stands, and without the prefixes f. and g. of the steps; none if it is too short."""
    forms = {expression, re.sub(r"\b[fg]\.", "", expression)}
    return [form for form in forms if len(_dense(form)) >= _TELLING]


def _dense(text: str) -> str:
    return "".join(text.split())


def _signature(node: Definition) -> str:
    decorators = "".join(f"@{ast.unparse(d)} " for d in node.decorator_list)
    if isinstance(node, ast.ClassDef):
        return f"{decorators}({', '.join(map(ast.unparse, [*node.bases, *node.keywords]))})"
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{decorators}({ast.unparse(node.args)}){returns}"


def _body(node: Definition) -> list[str]:
    return [ast.dump(statement) for statement in without_docstring(node)]


def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a file of the course. Raises SyntaxError."""
    return ast.parse(path.read_text(encoding="utf-8"))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _files(folder: Path) -> Iterator[Path]:
    """The files below `folder`, without caches."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if path.is_file() and not _CACHES & set(path.relative_to(folder).parts):
            yield path
