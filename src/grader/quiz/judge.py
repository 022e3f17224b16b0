"""The questions part of a record: what a learner's two texts are worth, as far as it is known.

The judge knows the locks of the key, a laptop what sealed.json opens; without either only the form
of the answers is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from grader.course.manifest import STUDENT_ROOT, Topic
from grader.course.questions import (
    ANSWERS,
    EXPLANATIONS,
    FIRSTS,
    Counts,
    Feedback,
    Part,
    Sheet,
)
from grader.errors import CourseError
from grader.quiz.answers import Given, read_answers
from grader.quiz.explain import read_explanations
from grader.quiz.sealed import Open, judge, opener, read_sealed
from grader.record import PartResult, PartState, QuestionResult, QuestionsResult

# The locks of the part with this name.
Opener = Callable[[str], Open]


def assess(
    sheet: Sheet,
    texts: Mapping[str, str],
    feedback: Feedback,
    opener_of: Opener | None,
    rubrics: Mapping[str, Sequence[str]] | None = None,
    *,
    count: Counts = "last",
) -> QuestionsResult:
    """The record of the answers and explanations in `texts` (file name -> content).

    `opener_of` opens what an answer to the named part opens; None judges nothing. `count` says
    whether the first answer earns the points, where one is known, or the one that stands there now.
    """
    answers = read_answers(sheet, texts.get(ANSWERS, ""))
    firsts = read_answers(sheet, texts.get(FIRSTS, ""), FIRSTS)
    questions = [
        QuestionResult(
            id=question.id,
            points=question.points,
            parts=[
                _with_first(
                    _part(name, part, answers.parts[name], opener_of),
                    _part(name, part, firsts.parts[name], opener_of),
                    count,
                )
                for name, part in question.named_parts
            ],
        )
        for question in sheet.questions
    ]
    prompts = [
        msgspec.structs.replace(prompt, rubric=list((rubrics or {}).get(prompt.id, ())))
        for prompt in read_explanations(sheet, texts.get(EXPLANATIONS, ""))
    ]
    return QuestionsResult(
        feedback=feedback,
        judged=opener_of is not None,
        questions=questions,
        prompts=prompts,
        problems=[*answers.problems, *firsts.problems],
    )


def local_questions(topic: Topic, count: Counts) -> QuestionsResult | None:
    """The questions of a topic on a laptop; None where it has none. Raises CourseError."""
    if not topic.texts:
        return None
    texts, problems = {}, []
    firsts = [FIRSTS] if (topic.folder / FIRSTS).is_file() else []
    for name in (*topic.texts, *firsts):
        try:
            texts[name] = read_text(topic.folder / name)
        except CourseError as e:
            problems.append(str(e))
    opener_of: Opener | None = None
    try:
        sealed = read_sealed(topic.folder)
    except CourseError as e:
        sealed = None
        problems.append(str(e))
    if sealed is not None:
        file = sealed
        opener_of = lambda name: opener(file, name)  # noqa: E731
    feedback: Feedback = "immediate" if sealed is not None else "after-deadline"
    record = assess(topic.sheet, texts, feedback, opener_of, count=count)
    record.problems[:0] = problems
    return record


def read_text(path: Path) -> str:
    """A text of the learner's. Raises CourseError, one sentence, where there is none to read."""
    shown = f"{STUDENT_ROOT}/{path.parent.name}/{path.name}"
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise CourseError(f"{shown} is missing; put it back from the course") from None
    except OSError as e:
        raise CourseError(f"{shown} cannot be read: {e.strerror}") from None
    except UnicodeDecodeError:
        raise CourseError(f"{shown} is not UTF-8 text; save it as UTF-8") from None


def _with_first(now: PartResult, first: PartResult, count: Counts) -> PartResult:
    """The answer that is there now, beside the first one; the one that counts has the points."""
    if not first.of:
        return now
    counts = first if count == "first" else now
    return msgspec.structs.replace(
        now, first=first.state, first_answer=first.answer, right=counts.right, of=counts.of
    )


def _part(name: str, spec: Part, given: Given, opener_of: Opener | None) -> PartResult:
    if given.problem:
        return PartResult(name=name, state="malformed", problem=given.problem)
    if given.value is None:
        return PartResult(name=name, state="unanswered")
    if opener_of is None:
        return PartResult(name=name, state="answered", answer=given.shown)
    verdict = judge(spec, given.value, opener_of(name))
    state: PartState = "partly" if verdict.right else "wrong"
    return PartResult(
        name=name,
        state="right" if verdict.right == verdict.of else state,
        answer=given.shown,
        right=verdict.right,
        of=verdict.of,
        texts=[text for text in dict.fromkeys(verdict.texts) if text],
    )
