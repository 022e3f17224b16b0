"""What a learner answered and reported beside the tasks, as data of the record."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import msgspec

PartState = Literal["right", "partly", "wrong", "answered", "malformed", "unanswered"]
Feedback = Literal["immediate", "after-deadline"]


class ExperimentReport(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The section of report.toml that belongs to a task. Nothing in it decides on points."""

    prediction: str = ""
    """The key of a choice, "" where nothing is predicted."""
    right: bool | None = None
    """Whether that is what happens; None where the answer is not known, or nothing is predicted."""
    settings: str = ""
    """As the inside of an inline table of TOML."""
    found: str = ""
    """The reported numbers, in the same form."""
    because: str = ""
    """For people."""


class PartResult(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The answer to one part of a question."""

    name: str
    """The question's id, or with the part's key, M4-Q3.a."""
    state: PartState
    answer: str = ""
    right: int = 0
    of: int = 0
    """It earns `right` of `of` of the points; 0 where only its form was looked at (`answered`)."""
    texts: list[str] = []
    """What explains the answer."""
    problem: str = ""
    """What is expected of an answer of the wrong form."""
    first: PartState | Literal[""] = ""
    """How the first answer was that is known; "" for none, and where nothing was judged."""
    first_answer: str = ""


class QuestionResult(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One question; its parts share the points equally."""

    id: str
    points: int
    parts: list[PartResult]

    @property
    def earned(self) -> Fraction:
        """The points earned, exactly."""
        shares = [Fraction(part.right, part.of) for part in self.parts if part.of]
        return self.points * sum(shares, Fraction()) / len(self.parts)

    @property
    def state(self) -> PartState:
        """The state of all parts, "partly" where they differ."""
        states = {part.state for part in self.parts}
        return states.pop() if len(states) == 1 else "partly"


class PromptResult(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A written explanation, for people to score."""

    id: str
    title: str
    words: int  # not copied from the prompt
    min_words: int
    problem: str = ""
    """What is missing."""
    text: str = ""
    rubric: list[str] = []
    """What a good text names; for instructors only."""


class QuestionsResult(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The questions of a topic. Their points stand apart from those of the tasks."""

    feedback: Feedback
    judged: bool = False
    """Whether it is known, and may be said, what is right."""
    questions: list[QuestionResult] = []
    prompts: list[PromptResult] = []
    problems: list[str] = []
    """What keeps the texts from being read."""

    @property
    def points(self) -> int:
        """The points that can be earned."""
        return sum(question.points for question in self.questions)

    @property
    def earned(self) -> Fraction:
        """The points that were earned, exactly."""
        return sum((question.earned for question in self.questions), Fraction())

    @property
    def answered(self) -> int:
        """How many questions have an answer to every part."""
        open_ = ("unanswered", "malformed")
        return sum(all(p.state not in open_ for p in q.parts) for q in self.questions)
