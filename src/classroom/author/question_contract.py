"""What the questions of every topic must keep; like grade.contract, functions that return problems.

`load_sheet` and `load_key` refuse most of what is wrong; this is the rest, and what answers open.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from classroom.author.contract import Problem
from classroom.grade.key import Key, PartKey, load_key, sealed_file
from grader.course.manifest import STUDENT_ROOT, Course, Topic
from grader.course.questions import ANSWERS, EXPLANATIONS, MANIFEST, Part, Question
from grader.errors import CourseError
from grader.quiz.answers import Value, canonical
from grader.quiz.sealed import judge, opener, whole
from grader.quiz.sheets import empty_answers, empty_explanations

QUESTION_POINTS = 20
RECOMPUTE = "recompute.py"
# The lines of the study plan.
PLAN = (
    {f"S{number}" for number in range(1, 14)}
    | {f"S4{letter}" for letter in "abcdefgh"}
    | {f"S9{letter}" for letter in "abcde"}
    | {f"S10{letter}" for letter in "abc"}
    | {f"S11{letter}" for letter in ("a", "b", "b2", "b3", "c", "d", "e")}
)


def question_problems(course: Course, topic: Topic) -> Iterator[Problem]:
    """All that is wrong with the questions of a topic; nothing where it has none."""
    if not topic.texts:
        return
    where = f"{STUDENT_ROOT}/{topic.id}/{MANIFEST}"
    try:
        sheet, key = topic.sheet, load_key(course, topic)
    except CourseError as e:
        yield Problem(where, str(e), "mend it")
        return
    points = sum(question.points for question in sheet.questions)
    if points != QUESTION_POINTS:
        what = f"the questions give {points} points, a topic's give {QUESTION_POINTS}"
        yield Problem(where, what, "change the points of some")
    for question in sheet.questions:
        yield from _question(topic, where, question)
    plan = {question.id: question.plan for question in sheet.questions}
    for name, lines in (plan | {prompt.id: prompt.plan for prompt in sheet.prompts}).items():
        for line in set(lines) - PLAN:
            yield Problem(where, f"{name}: the study plan has no line {line}", "correct it")
        if not lines:
            yield Problem(where, f"{name}: no line of the study plan", "name those it answers")
    yield from _pristine(topic)
    yield from opened(topic, key)
    yield from recomputed(course, topic, key)


def policy_problems(course: Course) -> Iterator[Problem]:
    """With deadlines, nothing that answers open is shipped."""
    due = [topic.id for topic in course.topics.values() if topic.due and topic.texts]
    if due and course.feedback == "immediate":
        yield Problem(
            f"{STUDENT_ROOT}/course.toml",
            f"{', '.join(due)} has a deadline, and its answers open explanations before it",
            'set feedback = "after-deadline" under [questions]',
        )


def _question(topic: Topic, where: str, question: Question) -> Iterator[Problem]:
    for name, part in question.named_parts:
        text = f"{question.stem} {part.text}"
        if part.digits and f"{part.digits} significant digit" not in " ".join(text.split()):
            what = f"{name}: neither stem nor text say 'to {part.digits} significant digits'"
            yield Problem(where, what, "say it")
    if question.figure and not (topic.folder / question.figure).is_file():
        what = f"{question.id}: there is no figure {question.figure}"
        yield Problem(where, what, "draw it: reference/<topic>/figures.py")


def _pristine(topic: Topic) -> Iterator[Problem]:
    for name, right in (
        (ANSWERS, empty_answers(topic.sheet)),
        (EXPLANATIONS, empty_explanations(topic.sheet)),
    ):
        path = topic.folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != right:
            where = f"{STUDENT_ROOT}/{topic.id}/{name}"
            yield Problem(where, "is not empty", "remove it, then: grader course build")


def opened(topic: Topic, key: Key) -> Iterator[Problem]:
    """What is sealed: the right answer opens its explanation, each wrong one its own sentence, any
    other one nothing. It is opened as on a laptop.
    """
    where = f"reference/{topic.id}/{ANSWERS}"
    file = sealed_file(topic, key)
    for name, part in topic.sheet.named_parts.items():
        own, open_ = key.parts[name], opener(file, name)
        right = _value(part, own.answer)
        verdict = judge(part, right, open_)
        if verdict.right != verdict.of or own.explanation not in verdict.texts:
            yield Problem(where, f"{name}: the right answer does not open", "mend quiz.sealed")
        for value, text in _wrong_values(part, own, right):
            verdict = judge(part, value, open_)
            if verdict.right == verdict.of or verdict.texts != [text]:
                what = f"{name}: {', '.join(value)} does not open its sentence alone"
                yield Problem(where, what, "mend quiz.sealed")
        for lock in (whole((*right, "?")), "?=?"):
            if open_(lock) is not None:
                yield Problem(where, f"{name}: an unknown answer opens something", "mend it")


def _wrong_values(part: Part, key: PartKey, right: Value) -> Iterator[tuple[Value, str]]:
    """Answers that are wrong in one way, with the sentence of each."""
    for wrong in key.wrong:
        if part.type == "multi":
            yield tuple(sorted({*right} ^ {str(wrong.answer)})), wrong.text
        elif part.type == "tf_reason":
            verdict = isinstance(wrong.answer, bool)
            named = str(wrong.answer).lower() if verdict else wrong.answer
            yield (named, right[1]) if verdict else (right[0], named), wrong.text
        elif part.type in ("order", "match"):
            places = [item.key for item in part.left] or [
                str(at) for at in range(1, len(right) + 1)
            ]
            value = [*right]
            value[places.index(str(wrong.place))] = wrong.answer
            yield tuple(value), wrong.text
        else:
            yield _value(part, wrong.answer), wrong.text


def recomputed(course: Course, topic: Topic, key: Key) -> Iterator[Problem]:
    """Every number, shape and list is computed by recompute.py, and so is what else has a function.

    Runs that file.
    """
    path = course.reference / topic.id / RECOMPUTE
    where = str(path.relative_to(course.root))
    parts = topic.sheet.named_parts
    needed = {name for name, part in parts.items() if part.type in ("num", "shape")}
    if not path.is_file():
        if needed:
            yield Problem(where, "is missing", f"write a function each for {', '.join(needed)}")
        return
    functions = _functions(_load(course, path))
    named = {_function(name): name for name in parts}
    for function in functions.keys() - named.keys():
        yield Problem(where, f"{function} belongs to no part", "rename it, or begin with _")
    for function, name in named.items():
        if function not in functions:
            if name in needed:
                yield Problem(where, f"no {function} for {name}", "write it")
            continue
        try:
            got = functions[function]()
            agrees = _plainly(parts[name], got) == _value(parts[name], key.parts[name].answer)
        except Exception as e:  # a fault of one function is a line of its own
            yield Problem(where, f"{function} fails: {type(e).__name__}: {e}", "mend it")
            continue
        if not agrees:
            what = f"{function} gives {got!r}, the key has {key.parts[name].answer!r}"
            yield Problem(where, what, "find out which is right")


def choice_places(topics: Iterable[tuple[Topic, Key]]) -> tuple[Counter[int], int, int]:
    """Over all mc and plot parts: how often each place is right, the longest is, and how many."""
    places: Counter[int] = Counter()
    longest = 0
    for topic, key in topics:
        for name, part in topic.sheet.named_parts.items():
            if part.type in ("mc", "plot"):
                at = part.keys.index(key.parts[name].answer)
                sizes = [len(choice.text) for choice in part.choices]
                places[at] += 1
                longest += sizes[at] == max(sizes)
    return places, longest, places.total()


def _plainly(part: Part, got: Any) -> Value | None:
    """What recompute.py returns, as an answer: plain lists, floats without rounding noise."""
    got = got.tolist() if hasattr(got, "tolist") else got
    if isinstance(got, tuple):
        got = list(got)
    if part.type == "num" and not part.digits:
        numbers = got if isinstance(got, list) else [got]
        rounded = [round(n) if abs(n - round(n)) < 1e-6 else n for n in numbers]
        got = rounded if isinstance(got, list) else rounded[0]
    return canonical(part, got)


def _value(part: Part, answer: Any) -> Value:
    value = canonical(part, answer)
    assert value is not None
    return value


def _function(name: str) -> str:
    return re.sub(r"\W", "_", name).lower()


def _functions(module: ModuleType) -> dict[str, Callable[[], Any]]:
    form = re.compile(r"[a-z]+[0-9]*_q[0-9]+(_[a-z])?")
    return {name: value for name, value in vars(module).items() if form.fullmatch(name)}


def _load(course: Course, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"recompute_{path.parent.name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path[:0] = [str(course.root)]
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(course.root))
    return module
