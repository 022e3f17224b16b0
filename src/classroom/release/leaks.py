"""What a release must not hold: solutions, mistakes, hidden checks, the key, a secret.

Code is compared by its syntax tree without docstrings, annotations and local names, so a copy in
other words or another file is found too. Code blocks of Markdown and cells of notebooks count.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from classroom.author.contract import LECTURE, Problem, tree_of
from classroom.grade.experiment_key import load_experiment_keys
from classroom.grade.key import load_key
from classroom.release.expressions import expression_leaks
from classroom.release.shapes import code_in, shape
from classroom.release.solutions import solution_leaks
from grader.check.source import definitions_in
from grader.course.experiments import REPORT
from grader.course.manifest import Course, Topic
from grader.course.questions import ANSWERS, EXPLANATIONS
from grader.experiments.report import empty_report
from grader.quiz.sealed import FILE as SEALED
from grader.quiz.sheets import empty_answers, empty_explanations

# Shorter bodies (`return a + b`) stand in checks and given code by right; there the name decides.
_TELLING = 8
# Shorter sentences of the key say nothing that a question does not.
_SENTENCE = 30
_INSTRUCTORS = ("tests", "reference", "src/classroom")
_SECRETS = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    rb"|\b(?:gh[pousr]|github_pat)_[A-Za-z0-9_]{30,}"
)
_ADVICE = "take it out, commit and release again"


@dataclass(frozen=True)
class _Body:
    """A function of reference/: where it stands, its name there, what it looks like."""

    where: str
    name: str
    shape: str
    size: int


def find_leaks(
    course: Course,
    released: Path,
    secrets: Sequence[bytes] = (),
    now: datetime | None = None,
) -> list[Problem]:
    """What the files below `released`, made of the instructors' `course`, give away.

    `secrets` are contents that no file may hold. `now` decides whose solutions may be there,
    encoded; without it, this moment does.
    """
    bodies = [body for topic in course.topics.values() for body in _bodies(course, topic)]
    shapes = {body.shape: body for body in bodies if body.size >= _TELLING}
    named = {(path, b.name, b.shape): b for b in bodies for path in _solution_of(course, b)}
    ours = _contents(course)
    sentences = dict(_sentences(course))
    sheets = dict(_empty_sheets(course))
    found: list[Problem] = []
    moment = now or datetime.now(UTC)
    for path in sorted(p for p in released.rglob("*") if p.is_file()):
        name, content = path.relative_to(released).as_posix(), path.read_bytes()
        found += _by_name(course, name)
        if name in sheets and content.decode(errors="replace") != sheets[name]:
            found.append(Problem(name, "is filled in", "run: grader course build on an empty one"))
        found += _by_content(name, content, ours, secrets)
        found += solution_leaks(course, name, content, moment)
        found += _by_sentence(name, content, sentences)
        found += _by_code(name, content, shapes, named)
    return [*found, *expression_leaks(course, released)]


def _by_name(course: Course, name: str) -> Iterator[Problem]:
    if name.startswith(tuple(f"{folder}/" for folder in _INSTRUCTORS)):
        yield Problem(name, "stands in a folder that is never released", _ADVICE)
    if course.feedback == "after-deadline" and name.endswith(f"/{SEALED}"):
        what = "holds the key while feedback waits for the deadline"
        yield Problem(name, what, "run: grader course build, and commit")


def _empty_sheets(course: Course) -> Iterator[tuple[str, str]]:
    """Path of a sheet in a student's repository -> its text with nothing written in."""
    for topic in course.topics.values():
        if topic.texts:
            yield topic.path_in_repository(ANSWERS), empty_answers(topic.sheet)
            yield topic.path_in_repository(EXPLANATIONS), empty_explanations(topic.sheet)
        if topic.experiments:
            report = empty_report(topic.id, topic.experiments)
            yield topic.path_in_repository(REPORT), report


def _contents(course: Course) -> dict[str, str]:
    """Digest -> path of every file of the instructors' folders that is not blank."""
    paths = [p for f in _INSTRUCTORS for p in (course.root / f).rglob("*") if p.is_file()]
    contents = {path: path.read_bytes() for path in sorted(paths)}
    return {
        hashlib.sha256(content).hexdigest(): path.relative_to(course.root).as_posix()
        for path, content in contents.items()
        if content.strip()
    }


def _by_content(
    name: str, content: bytes, ours: dict[str, str], secrets: Sequence[bytes]
) -> Iterator[Problem]:
    original = ours.get(hashlib.sha256(content).hexdigest())
    if original:
        yield Problem(name, f"is a copy of {original}", _ADVICE)
    if _SECRETS.search(content) or any(secret in content for secret in secrets if secret):
        yield Problem(name, "holds a secret", f"{_ADVICE}; and make a new secret")


def _sentences(course: Course) -> Iterator[tuple[str, str]]:
    """Sentence of a key -> whose it is."""
    for topic in course.topics.values():
        key = load_key(course, topic)
        for part, of_part in key.parts.items():
            for text in (of_part.explanation, *(wrong.text for wrong in of_part.wrong)):
                yield _plain(text), f"the key of {part}"
        for name, of_experiment in load_experiment_keys(course, topic).items():
            for text in of_experiment.opens.values():
                yield _plain(text), f"the key of experiment {name}"
        for prompt, points in key.rubrics.items():
            for text in points:
                yield _plain(text), f"the rubric of {prompt}"


def _by_sentence(name: str, content: bytes, sentences: dict[str, str]) -> Iterator[Problem]:
    try:
        text = _plain(content.decode())
    except UnicodeDecodeError:
        return
    for sentence, whose in sentences.items():
        if len(sentence) >= _SENTENCE and sentence in text:
            yield Problem(name, f"holds a sentence of {whose}", _ADVICE)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _bodies(course: Course, topic: Topic) -> Iterator[_Body]:
    """The functions of a topic's solutions and all variants of them, but those that are given.

    Given is what a solution file holds for its students: what no task names, alone or with its
    class, and is the same under the same name in the stub.
    """
    folder = course.reference / topic.id
    tasks = {name for task in topic.tasks.values() for name in task.names}
    given = {
        (name, key)
        for file in topic.files
        for name, key, _ in _named_shapes(topic.folder / file.name)
        if not {name, name.partition(".")[0]} & tasks
    }
    solutions = [folder / file.name for file in topic.files]
    variants = [
        p for kind in ("alternatives", "mistakes") for p in sorted((folder / kind).glob("*.py"))
    ]
    lecture = [path for path in (folder / LECTURE,) if path.is_file()]
    for path in (*solutions, *lecture, *variants):
        for name, key, size in _named_shapes(path):
            if (name, key) not in given:
                yield _Body(path.relative_to(course.root).as_posix(), name, key, size)


def _named_shapes(path: Path) -> Iterator[tuple[str, str, int]]:
    """Name, shape and size of every function of a file."""
    for name, body in _functions(tree_of(path)):
        yield name, *shape(body)


def _solution_of(course: Course, body: _Body) -> Iterator[str]:
    """The released file in which a function of this name would be a solved task."""
    topic = course.topics[body.where.split("/")[1]]
    for file in topic.files:
        if any(body.name in task.names for task in file.tasks):
            yield topic.path_in_repository(file.name)


def _functions(tree: ast.Module) -> Iterator[tuple[str, list[ast.stmt]]]:
    """Name ("Value.backward" for a method, "f" for a nested one) -> body without docstring."""
    known = {id(node): name for name, node in definitions_in(tree).items()}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            if body and not _only_raises(body):
                yield known.get(id(node), node.name), body


def _only_raises(body: list[ast.stmt]) -> bool:
    return len(body) == 1 and isinstance(body[0], ast.Raise | ast.Pass)


def _by_code(
    name: str, content: bytes, shapes: dict[str, _Body], named: dict[tuple[str, str, str], _Body]
) -> Iterator[Problem]:
    """Functions that are those of reference/, and code blocks that hold such a body."""
    for text, loose in code_in(name, content):
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError):
            continue
        for function, body in _functions(tree):
            key, _ = shape(body)
            original = shapes.get(key) or named.get((name, function, key))
            if original:
                yield _solved(name, f"'{function}'", original)
        if loose:
            yield from _in_block(name, tree, shapes)


def _solved(name: str, what: str, body: _Body) -> Problem:
    return Problem(name, f"{what} is '{body.name}' of {body.where}", _ADVICE)


def _in_block(name: str, tree: ast.Module, shapes: dict[str, _Body]) -> Iterator[Problem]:
    """Bodies of reference/ among loose statements, and what they return as a value."""
    statements = tree.body
    for start in range(len(statements)):
        for end in range(start + 1, len(statements) + 1):
            key, _ = shape(statements[start:end])
            if key in shapes:
                yield _solved(name, "a code block", shapes[key])
        value = getattr(statements[start], "value", None)
        if isinstance(value, ast.expr):
            key, _ = shape([ast.Return(value=value)])
            if key in shapes:
                yield _solved(name, "an expression in a code block", shapes[key])
