"""Make submissions out of the course's own files: the stubs, the solutions, variants of them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Literal

from classroom.author.contract import LECTURE
from classroom.grade.experiment_key import reference_report
from classroom.grade.key import reference_answers
from grader.check.mistakes import read_mistakes
from grader.check.source import Definition, definitions_in
from grader.course.experiments import REPORT
from grader.course.manifest import RITUAL_COPIES, Course, FileSpec, Topic
from grader.course.questions import ANSWERS, EXPLANATIONS
from grader.experiments.report import empty_report
from grader.quiz.sheets import empty_answers, empty_explanations

Files = dict[str, str]
_Kind = Literal["alternative", "lecture", "mistake"]
_KINDS: tuple[_Kind, ...] = ("alternative", "lecture", "mistake")


@dataclass(frozen=True)
class Variant:
    """A submission with a known outcome; `override` is the file that changes the reference."""

    kind: Literal["reference", "stubs"] | _Kind
    name: str
    topics: tuple[str, ...]
    files: Files
    override: Path = Path()


def variants(course: Course, sample: Container[Path] | None = None) -> Iterator[Variant]:
    """The reference, the stubs, and all that changes the reference, over the files of all topics.

    `topics` are those in which the outcome is known: of what changes the reference, its own.
    Of alternatives and mistakes those in `sample` are made, where there is one.
    """
    everything = tuple(course.topics)
    everywhere = {topic.id: solutions(course, topic) for topic in course.topics.values()}
    reference = {path: text for files in everywhere.values() for path, text in files.items()}
    yield Variant("reference", "reference", everything, reference)
    untouched = {p: text for topic in course.topics.values() for p, text in stubs(topic).items()}
    yield Variant("stubs", "untouched-stubs", everything, untouched)
    changed = unreported(course, reference)
    for kind in _KINDS:
        for topic in course.topics.values():
            for override in _overrides(course.reference / topic.id, kind):
                if sample is not None and kind != "lecture" and override not in sample:
                    continue
                in_topic = f"{topic.id}-" if len(course.topics) > 1 else ""
                files = changed | overridden(topic, everywhere[topic.id], [override])
                name = f"{kind}-{in_topic}{override.stem}"
                yield Variant(kind, name, (topic.id,), files, override)


def _overrides(folder: Path, kind: _Kind) -> list[Path]:
    return sorted(folder.glob(LECTURE if kind == "lecture" else f"{kind}s/*.py"))


@dataclass(frozen=True)
class Member:
    """A submission in which every topic is made of `variants`, or is the reference."""

    name: str
    files: Files
    variants: tuple[Variant, ...]


def members(course: Course, sample: Container[Path] | None = None) -> Iterator[Member]:
    """All variants, in few submissions: of every topic an alternative, or some mistakes.

    Mistakes of a topic stand in one submission where none touches the task of another. Of
    alternatives and mistakes those in `sample` take part, where there is one.
    """
    known = list(variants(course, sample))
    reference = unreported(course, known[0].files)
    for variant in known[:2]:
        yield Member(variant.name, variant.files, (variant,))
    for kind in _KINDS:
        columns = [
            apart(topic, [v for v in known if v.kind == kind and v.topics == (topic.id,)])
            for topic in course.topics.values()
        ]
        for number, row in enumerate(zip_longest(*columns, fillvalue=()), 1):
            files = dict(reference)
            for topic, group in zip(course.topics.values(), row, strict=True):
                files |= overridden(topic, reference, [variant.override for variant in group])
            yield Member(f"{kind}-{number:03}", files, tuple(v for group in row for v in group))


def apart(topic: Topic, known: list[Variant]) -> list[tuple[Variant, ...]]:
    """The variants of a topic in groups of which each fits into one submission."""
    shipped = read_mistakes(topic).mistakes
    groups: list[list[tuple[Variant, str, set[str]]]] = []
    for variant in known:
        # A file without a name that is known yet, or an alternative, stands alone.
        mistake = shipped.get(variant.override.stem) if variant.kind == "mistake" else None
        task = mistake.task if mistake else ""
        defined = _defined(variant.override)
        for group in groups:
            if task and all(
                other
                and task not in dependants(topic, other)
                and other not in dependants(topic, task)
                and not defined & names
                for _, other, names in group
            ):
                group.append((variant, task, defined))
                break
        else:
            groups.append([(variant, task, defined)])
    return [tuple(variant for variant, _, _ in group) for group in groups]


def dependants(topic: Topic, task_id: str) -> set[str]:
    """A task, and all that require it."""
    found = {task_id}
    while True:
        more = {task.id for task in topic.tasks.values() if found & set(task.requires)} - found
        if not more:
            return found
        found |= more


def _defined(override: Path) -> set[str]:
    """The names that a file binds, imports aside."""
    found: set[str] = set()
    for node in ast.parse(override.read_text(encoding="utf-8")).body:
        if isinstance(node, Definition):
            found.add(node.name)
        elif not isinstance(node, ast.Import | ast.ImportFrom):
            found |= {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
    return found


def stubs(topic: Topic) -> Files:
    """The untouched stubs and empty sheets: path in the repository -> text."""
    files = {
        topic.path_in_repository(file.name): (topic.folder / file.name).read_text(encoding="utf-8")
        for file in topic.files
    }
    return files | _sheets(topic, empty_answers(topic.sheet)) | nothing_reported(topic)


def unreported(course: Course, files: Files) -> Files:
    """`files` with nothing reported of any experiment: each report would be run again."""
    for topic in course.topics.values():
        files = files | nothing_reported(topic)
    return files


def nothing_reported(topic: Topic) -> Files:
    """The empty report; nothing where the topic has no experiments."""
    if not topic.experiments:
        return {}
    return {topic.path_in_repository(REPORT): empty_report(topic.id, topic.experiments)}


def _sheets(topic: Topic, answers: str) -> Files:
    """What a topic with questions asks for beside its solution files."""
    if not topic.texts:
        return {}
    texts = {ANSWERS: answers, EXPLANATIONS: empty_explanations(topic.sheet)}
    return {topic.path_in_repository(name): text for name, text in texts.items()}


def solutions(course: Course, topic: Topic) -> Files:
    """The reference: solutions, the right answers to the questions, the report."""
    folder = course.reference / topic.id
    files = {
        topic.path_in_repository(file.name): (folder / file.name).read_text(encoding="utf-8")
        for file in topic.files
    }
    sheets = _sheets(topic, reference_answers(course, topic))
    if topic.experiments:
        sheets[topic.path_in_repository(REPORT)] = reference_report(course, topic)
    return files | sheets


def ritual(course: Course, topic: Topic) -> Files:
    """The reference's notebooks of the ritual; nothing where the topic has none."""
    folder = course.reference / topic.id
    return {
        topic.path_in_repository(name): (folder / name).read_text(encoding="utf-8")
        for name in (RITUAL_COPIES.values() if topic.ritual else ())
    }


def with_override(course: Course, topic: Topic, override: Path) -> Files:
    """The reference with the definitions of an alternative or a mistake put in their places.

    Nothing is reported of its experiments.
    """
    right = solutions(course, topic) | nothing_reported(topic)
    return right | overridden(topic, right, [override])


def overridden(topic: Topic, right: Files, overrides: Sequence[Path]) -> Files:
    """The solution files of a topic, those in `right`, with what the overrides define."""
    return laid_over(topic, right, [path.read_text(encoding="utf-8") for path in overrides])


def laid_over(topic: Topic, right: Files, texts: Sequence[str]) -> Files:
    """The same for overrides that stand in no file."""
    paths = {file.name: topic.path_in_repository(file.name) for file in topic.files}
    files = {path: right[path] for path in paths.values()}
    for text in texts:
        for file in topic.files:
            path = paths[file.name]
            files[path] = splice(files[path], text, _units(file), _foreign(topic, file))
    return files


def half_done(course: Course, topic: Topic) -> Files:
    """The first half of every file's tasks and of the answers there, the rest still empty."""
    answers = reference_answers(course, topic).splitlines(keepends=True)
    done = [task.id for file in topic.files for task in file.tasks[: len(file.tasks) // 2]]
    return partly_done(course, topic, done) | _sheets(topic, "".join(answers[: len(answers) // 2]))


def partly_done(course: Course, topic: Topic, done: Collection[str]) -> Files:
    """The solutions of the tasks `done`, the stubs of all others, empty sheets."""
    files = stubs(topic)
    for file in topic.files:
        path = topic.path_in_repository(file.name)
        solved = {name for task in file.tasks if task.id in done for name in task.names}
        solution = (course.reference / topic.id / file.name).read_text(encoding="utf-8")
        files[path] = splice(files[path], solution, solved, _names(file) - solved)
    return files


def splice(base: str, override: str, names: set[str], without: set[str]) -> str:
    """`base` with its definitions of `names` replaced by those of `override`.

    A name may be a method, "Value.backward". A class that derives from its own name goes behind
    the one it changes. Whatever else `override` defines or imports (helpers) goes in front of the
    first replaced definition, except the definitions called `without`. Returns `base` if nothing
    is replaced.
    """
    lines, tree = override.splitlines(), _tree(override)
    new = definitions_in(tree)
    old = definitions_in(_tree(base)) if names & new.keys() else {}
    replaced = sorted(names & new.keys() & old.keys(), key=lambda name: old[name].lineno)
    if not replaced:
        return base
    own = names | without | {name.partition(".")[0] for name in names | without}
    helpers = [
        _text(lines, node)
        for node in tree.body
        if not _is_docstring(node) and getattr(node, "name", None) not in own
    ]
    result = base.splitlines()
    for name in reversed(replaced):
        body = _text(lines, new[name]).split("\n")
        start, end = _first_line(old[name]) - 1, old[name].end_lineno
        if _derives_from_itself(new[name]):
            body, start = ["", "", *body], end or start
        result[start:end] = body
    if helpers:
        place = _first_line(old[replaced[0].partition(".")[0]]) - 1
        result[place:place] = "\n\n".join([*helpers, "", ""]).split("\n")[:-1]
    return "\n".join(result) + "\n"


# An override is laid over each file of its topic, and most over the same solution.
_tree = lru_cache(maxsize=64)(ast.parse)


def _derives_from_itself(node: Definition) -> bool:
    bases = node.bases if isinstance(node, ast.ClassDef) else []
    return node.name in [ast.unparse(base) for base in bases]


def _names(file: FileSpec) -> set[str]:
    return {name for task in file.tasks for name in task.names}


def _units(file: FileSpec) -> set[str]:
    """The functions and whole classes of a file's tasks."""
    return {name.partition(".")[0] for name in _names(file)}


def _foreign(topic: Topic, file: FileSpec) -> set[str]:
    return {name for other in topic.files if other is not file for name in _units(other)}


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _first_line(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, Definition) else []
    return min([node.lineno, *(d.lineno for d in decorators)])


def _text(lines: list[str], node: ast.stmt) -> str:
    return "\n".join(lines[_first_line(node) - 1 : node.end_lineno])
