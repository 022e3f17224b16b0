"""The key to a topic's questions, reference/<topic>/answers.toml: it decides at grading.

It becomes locks (see quiz.sealed), with which an answer is judged, and which are sealed for
laptops.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from classroom.grade.experiment_key import experiment_locks
from grader.course.manifest import Course, Topic
from grader.course.questions import ANSWERS, FIRSTS, Part, each, read_toml
from grader.errors import CourseError
from grader.quiz.answers import MalformedAnswer, Value, canonical, near, toml
from grader.quiz.judge import assess
from grader.quiz.sealed import Locks, Opened, SealedFile, from_locks, places, seal, whole
from grader.record import QuestionsResult
from grader.repository.collect import Collected

# How many sentences on wrong answers a part needs at least, beside one a wrong choice.
_LEAST_WRONG = {"num": 2, "shape": 2, "order": 2, "match": 2, "tf_reason": 3}


class Wrong(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A wrong answer that learners give, and the sentence that it opens.

    `place` is the place of an order or a match; of a multi, `answer` is the choice that is wrongly
    ticked or left out.
    """

    answer: Any
    text: str
    place: int | str | None = None


class PartKey(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The right answer to one part, why it is right, and the wrong ones."""

    answer: Any
    explanation: str
    key: str = ""
    wrong: list[Wrong] = []


class _Entry(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    id: str
    parts: list[PartKey]


class _Rubric(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    id: str
    points: list[str]


@dataclass(frozen=True)
class Key:
    """Part name -> its key and its locks; prompt id -> what a good text names.

    `experiments` are the locks of predictions, by the experiment's ref.
    """

    parts: dict[str, PartKey]
    locks: dict[str, Locks]
    rubrics: dict[str, list[str]]
    experiments: dict[str, Locks]


def load_key(course: Course, topic: Topic) -> Key:
    """The key of a topic, checked against its questions. Raises CourseError."""
    experiments = experiment_locks(course, topic)
    if not topic.texts:
        return Key({}, {}, {}, experiments)
    path = course.reference / topic.id / ANSWERS
    data = read_toml(path, {"answers", "rubrics"})
    parts = {
        f"{entry.id}.{part.key}" if part.key else entry.id: part
        for entry in (each(path, table, _Entry) for table in data.get("answers", []))
        for part in entry.parts
    }
    rubrics = {r.id: r.points for r in (each(path, t, _Rubric) for t in data.get("rubrics", []))}
    asked = topic.sheet.named_parts
    prompts = {prompt.id for prompt in topic.sheet.prompts}
    for name in sorted((asked.keys() ^ parts.keys()) | (prompts ^ rubrics.keys())):
        known = name in asked or name in prompts
        what = "has no entry; write it" if known else "is not asked in questions.toml; remove it"
        raise CourseError(f"{path}: {name} {what}.")
    locks = {}
    for name, part in asked.items():
        try:
            locks[name] = _locks(part, parts[name])
        except (MalformedAnswer, _Bad) as e:
            raise CourseError(f"{path}: {name}: {e}") from None
    return Key(parts, locks, rubrics, experiments)


def grade_questions(
    course: Course, topic: Topic, key: Key, collected: Collected
) -> QuestionsResult:
    """The questions part of a submission's record."""
    texts, problems = {}, []
    for name in topic.texts:
        path = topic.path_in_repository(name)
        texts[name] = collected.files.get(path, b"").decode("utf-8")
        problems += [collected.problems[path]] if path in collected.problems else []
    firsts = topic.path_in_repository(FIRSTS)
    texts[FIRSTS] = collected.files.get(firsts, b"").decode("utf-8")
    problems += [collected.problems[firsts]] if firsts in collected.problems else []
    record = assess(
        topic.sheet,
        texts,
        course.feedback,
        lambda name: from_locks(key.locks[name]),
        key.rubrics,
        count=course.count,
    )
    record.problems[:0] = problems
    return record


def sealed_file(topic: Topic, key: Key) -> SealedFile:
    """What sealed.json holds."""
    locks = key.locks | key.experiments
    return SealedFile(topic.id, {name: seal(topic.id, name, own) for name, own in locks.items()})


class _Bad(Exception):
    """What is wrong with the key of a part, and what to do."""


def _locks(part: Part, key: PartKey) -> Locks:
    right = _canonical(part, key.answer)
    _complain(part, key, right)
    locks = dict(_right_locks(part, right, key.explanation))
    taken = set(locks)
    wrong = [(lock, Opened("-", w.text)) for w in key.wrong for lock in _wrong(part, w, right)]
    for lock, _ in wrong:
        if lock in taken:
            raise _Bad(f"a wrong answer ({lock}) is right, or there twice; give another one.")
        taken.add(lock)
    locks |= wrong
    if part.type == "num" and not part.length:
        # A likely wrong number may be rounded otherwise as well, where that is no other answer.
        for w in key.wrong:
            for other in near(_canonical(part, w.answer)[0], part.digits):
                locks.setdefault(whole((other,)), Opened("-", w.text))
    return locks


def _right_locks(part: Part, right: Value, explanation: str) -> Iterator[tuple[str, Opened]]:
    yield whole(right), Opened("+", explanation)
    if part.type == "num" and not part.length:
        for other in near(right[0], part.digits):
            yield whole((other,)), Opened("+", explanation)
    elif part.type == "num" and part.digits:
        for item, name in zip(right, itertools.count(1)):
            for other in near(item, part.digits):
                yield f"{name}={other}", Opened(".", item)
    elif part.type != "multi":
        for lock in places(part, right):
            yield lock, Opened(".", "")


def _wrong(part: Part, wrong: Wrong, right: Value) -> list[str]:
    """The locks that a wrong answer opens."""
    answer = wrong.answer
    if part.type == "multi":
        if answer not in part.keys:
            raise _Bad(f"a wrong answer of a multi is one of its choices, not {answer!r}.")
        return [f"{answer}={'out' if answer in right else 'in'}"]
    if part.type == "tf_reason":
        return [
            f"verdict={str(answer).lower()}" if isinstance(answer, bool) else f"reason={answer}"
        ]
    if part.type in ("order", "match"):
        lock = f"{wrong.place}={answer}"
        named = [place.split("=")[0] for place in places(part, right)]
        if str(wrong.place) not in named or answer not in part.keys:
            raise _Bad(f"a wrong answer {lock} names no place or no choice; give both.")
        return [lock]
    return [whole(_canonical(part, answer))]


def _complain(part: Part, key: PartKey, right: Value) -> None:
    """What every key keeps, whatever its type."""
    if not key.explanation.strip() or not all(w.text.strip() for w in key.wrong):
        raise _Bad("the explanation or the text of a wrong answer is empty; write it.")
    if part.type == "num" and part.digits and "0" in right:
        raise _Bad("0 has no significant digits; leave `digits` out and ask for a whole number.")
    given = {str(w.answer) for w in key.wrong}
    needed: set[str] = set()
    if part.type in ("mc", "plot"):
        needed = set(part.keys) - set(right)
        if len(needed) < 3:
            raise _Bad(f"{len(needed)} wrong choices; at least 3 are asked for.")
    elif part.type == "multi":
        needed = set(part.keys)
    elif part.type == "tf_reason":
        needed = set(part.keys) - {right[1]} | {str(right[0] == "false")}
    if needed - given:
        raise _Bad(f"no sentence for {', '.join(sorted(needed - given))}; write it.")
    least = _LEAST_WRONG.get(part.type, 0)
    if len(key.wrong) < least:
        raise _Bad(f"{len(key.wrong)} wrong answers; at least {least} are asked for.")


def _canonical(part: Part, answer: Any) -> Value:
    value = canonical(part, answer)
    if value is None:
        raise _Bad("an answer is empty; write it.")
    return value


def reference_answers(course: Course, topic: Topic) -> str:
    """An answers.toml that has every right answer."""
    key = load_key(course, topic)
    return "".join(f"{name} = {toml(part.answer)}\n" for name, part in key.parts.items())
