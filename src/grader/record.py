"""The record: all that is known of one graded submission, as plain data.

Every report is a pure function of a `Record`; no renderer reads anything else. The JSON form is
versioned (`SCHEMA`) and its schema is published in docs/spec/record.schema.json.
"""

from __future__ import annotations

import hashlib
from fractions import Fraction
from pathlib import Path
from typing import Literal

import msgspec

from grader.errors import UsageError
from grader.files import indented

SCHEMA = 1

CheckState = Literal["pass", "fail", "error", "timeout", "not_started"]
TaskState = Literal["pass", "partial", "fail", "error", "timeout", "not_started", "blocked"]
Visibility = Literal["visible", "hidden"]
Isolation = Literal["none", "file", "check"]
PartState = Literal["right", "partly", "wrong", "answered", "malformed", "unanswered"]
Feedback = Literal["immediate", "after-deadline"]

# The category of a check that failed itself; it says nothing about the submission.
GRADING_PROBLEM = "grading problem"
STATE_WORDS: dict[str, str] = {
    "pass": "pass",
    "partial": "partial",
    "fail": "FAIL",
    "error": "ERROR",
    "timeout": "TIMEOUT",
    "not_started": "not started",
    "blocked": "blocked",
}


class Row(msgspec.Struct, frozen=True):
    """One labelled line of feedback, for example `values`, "3 of 864 differ; ..."."""

    label: str
    text: str


class CheckResult(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The outcome of one check.

    `summary` is one sentence; `rows` are the labelled lines of the message in reading order.
    `pattern` comes from a closed list (grader.check.patterns), `mistake` is the public name of a
    named mistake, `exception` the type of the learner's exception. `margin` is the largest error
    seen, in units of the tolerance. `seed` is the derived seed of the check's inputs.
    """

    id: str
    task: str
    title: str
    visibility: Visibility
    state: CheckState
    category: str = ""
    summary: str = ""
    rows: list[Row] = []
    pattern: str = ""
    mistake: str = ""
    exception: str = ""
    where: str = ""
    notes: list[str] = []
    output: str = ""
    margin: float | None = None
    seed: int = 0


class TaskResult(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One task: `earned` of `points`, decided by `checks`."""

    id: str
    ref: str
    title: str
    file: str
    points: int
    state: TaskState
    earned: float = 0.0
    checks: list[CheckResult] = []


class PartResult(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The answer to one part of a question; `name` is the question's id, or M4-Q3.a.

    It earns `right` of `of` of the part's points; `of` is 0 where it was not judged (`answered`:
    only the form was looked at). `texts` explain the answer, `problem` says what is expected of
    one of the wrong form.
    """

    name: str
    state: PartState
    answer: str = ""
    right: int = 0
    of: int = 0
    texts: list[str] = []
    problem: str = ""


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
    """A written explanation, for people to score by `rubric`. `problem` says what is missing.

    `words` are those that are not copied from the prompt; `text` is bounded.
    """

    id: str
    title: str
    words: int
    min_words: int
    problem: str = ""
    text: str = ""
    rubric: list[str] = []


class QuestionsResult(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The questions of a topic. Their points stand apart from those of the tasks.

    `judged` says that it is known, and may be said, what is right.
    """

    feedback: Feedback
    judged: bool = False
    questions: list[QuestionResult] = []
    prompts: list[PromptResult] = []
    problems: list[str] = []

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


class RitualResult(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The ritual over a topic's notebook. `steps` are R1 to R4, each a task of 0 points.

    All four done is a badge; it has no points. Their checks are visible, a line for each cell.
    """

    notebook: str
    steps: list[TaskResult]

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(step.state == "pass" for step in self.steps)

    @property
    def badge(self) -> bool:
        """Whether all steps are done."""
        return self.done == len(self.steps)

    @property
    def state(self) -> TaskState:
        """The state of all steps; of the first that is begun and not done where they differ."""
        states = [step.state for step in self.steps]
        if len(set(states)) == 1:
            return states[0]
        begun = [state for state in states if state not in ("pass", "not_started")]
        return begun[0] if begun else "partial"


class TopicResult(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One topic of the course as it stands in this submission.

    `hidden` says whether hidden checks took part; without them the points are what the visible
    checks decide. `revealed` is true once hidden checks may be shown in full (after the deadline).
    `points` and `earned` are those of the tasks; `questions` has its own, `ritual` has none.
    """

    id: str
    title: str
    solution_hash: str
    tasks: list[TaskResult]
    file_titles: dict[str, str] = {}
    hidden: bool = False
    revealed: bool = False
    questions: QuestionsResult | None = None
    ritual: RitualResult | None = None

    @property
    def points(self) -> int:
        """The points that can be earned."""
        return sum(task.points for task in self.tasks)

    @property
    def earned(self) -> float:
        """The points that were earned."""
        return sum(task.earned for task in self.tasks)

    @property
    def done(self) -> int:
        """How many tasks are done."""
        return sum(task.state == "pass" for task in self.tasks)


class Submission(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Where the graded files came from. `source` is a folder or a repository."""

    student: str
    source: str = ""
    commit: str = ""
    pushed_at: str = ""


class Engine(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What judged: versions, the CPU capability torch used, and what had a child of its own.

    `isolation` is "file" or "check"; "none" says that the code ran in the judge's own process.
    """

    version: str
    python: str
    torch: str
    cpu_capability: str
    isolation: Isolation
    jail: str = "none"


class Timing(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Seconds; the only part of a record, with `Engine`, that differs between equal runs."""

    started_at: str = ""
    wall: float = 0.0
    checks: dict[str, float] = {}


class Record(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Everything known of one submission.

    `schema` is SCHEMA of the engine that wrote it; a record that does not say is of schema 1.
    """

    schema: int = 1
    course: str
    course_version: str
    submission: Submission
    topics: list[TopicResult]
    engine: Engine
    timing: Timing
    warnings: list[str] = []

    @property
    def points(self) -> int:
        """The points that can be earned over all topics of this record."""
        return sum(topic.points for topic in self.topics)

    @property
    def earned(self) -> float:
        """The points earned over all topics of this record."""
        return sum(topic.earned for topic in self.topics)


def format_points(points: float) -> str:
    """Points for people: at most two decimals, none where the number is whole."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def solution_hash(files: dict[str, bytes]) -> str:
    """SHA-256 over the names and contents of a topic's declared solution files."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()


def encode(record: Record) -> bytes:
    """A record as indented JSON, fields in the order of their definition."""
    return indented(record, 2)


def decode(data: bytes, where: str = "record") -> Record:
    """The record in `data`. Raises UsageError for anything that is not one."""
    try:
        record = msgspec.json.decode(data, type=Record)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as e:
        raise UsageError(f"{where} is not a grading record: {e}") from None
    if record.schema != SCHEMA:
        raise UsageError(
            f"{where} has record schema {record.schema}, this engine reads {SCHEMA}; "
            "grade the submission again."
        )
    return record


def read(path: Path) -> Record:
    """The record stored at `path`."""
    try:
        return decode(path.read_bytes(), str(path))
    except OSError as e:
        raise UsageError(f"cannot read {path}: {e.strerror}") from None
