"""The record: all that is known of one graded submission, as plain data.

Every report is a pure function of a `Record`; no renderer reads anything else. The JSON form is
versioned (`SCHEMA`) and its schema is published in docs/spec/record.schema.json.

Fields are there since schema 1, unless the docstring says since when; later ones have a default.
A change that older records do not survive raises SCHEMA, and `grader.stored` migrates them. It
also leaves out of a file what can be worked out again: the fields that say "stored" are its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from grader.reported import ExperimentReport
from grader.reported import Feedback as Feedback
from grader.reported import PartResult as PartResult
from grader.reported import PartState as PartState
from grader.reported import PromptResult as PromptResult
from grader.reported import QuestionResult as QuestionResult
from grader.reported import QuestionsResult as QuestionsResult

SCHEMA = 3

CheckState = Literal["pass", "fail", "error", "timeout", "not_started"]
TaskState = Literal[
    "pass", "partial", "fail", "error", "timeout", "not_started", "blocked", "uncounted"
]
Visibility = Literal["visible", "hidden"]
Isolation = Literal["none", "file", "check"]

# The category of a check that counts for nobody, since the course is at fault.
GRADING_PROBLEM = "grading problem"
# The label of a row that says what of a report is still to be filled in.
EMPTY = "empty"
STATE_WORDS: dict[str, str] = {
    "pass": "pass",
    "partial": "partial",
    "fail": "FAIL",
    "error": "ERROR",
    "timeout": "TIMEOUT",
    "not_started": "not started",
    "blocked": "blocked",
    "uncounted": "not counted",
}


class Row(msgspec.Struct, frozen=True):
    """One labelled line of feedback, for example `values`, "3 of 864 differ; ..."."""

    label: str
    text: str


class CheckResult(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The outcome of one check; `id` is where it is: file::function[parameters].

    Stored without the file where that is the same as of the check before in its task. `title` is a
    sentence that is true of a right solution.
    """

    id: str
    task: str = ""
    """Stored as "": that of the task it stands in."""
    part: str = ""
    """The part of the task that it decides, "" where the task has none; since schema 2."""
    title: str = ""
    visibility: Visibility = "visible"
    state: CheckState = "pass"
    category: str = ""
    """What a hidden check is about; GRADING_PROBLEM of a check that counts for nobody: it failed
    itself, or our own solution does not pass it."""
    summary: str = ""
    """What is wrong, in one sentence; `rows` are the lines of the message, in reading order."""
    rows: list[Row] = []
    pattern: str = ""
    """A certain statement about wrong numbers or an exception, from a closed list."""
    mistake: str = ""
    """The public name of the one named mistake that returns these values."""
    exception: str = ""
    """The type of the learner's exception."""
    where: str = ""
    """Place in the learner's code, path:line."""
    notes: list[str] = []
    """What is right and still worth a word."""
    output: str = ""
    """What the code printed, bounded."""
    margin: float | None = None
    """The largest error seen, in units of the tolerance."""
    seed: int = 0
    """The derived seed of the check's inputs."""
    same: int = 0
    """Stored: the number, from 1, of the check of the topic that says the same; since schema 3."""


def with_rows(check: CheckResult, more: Sequence[Row]) -> CheckResult:
    """`check` with more rows, before what to do next."""
    at = next((i for i, row in enumerate(check.rows) if row.label == "next"), len(check.rows))
    return msgspec.structs.replace(check, rows=[*check.rows[:at], *more, *check.rows[at:]])


class TaskPart(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A part of a task, decided by the checks that name it as a task is by all of its own."""

    name: str
    points: int
    state: TaskState
    earned: float


class TaskResult(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One task in the solution file `file`: `earned` of `points`, decided by `checks`.

    Where none of its checks counts, by a fault of the course, it is `uncounted` and has 0 points;
    since schema 2. With parts, its points are theirs, and it is `partial` when it has some of them.
    """

    id: str
    ref: str
    """Its number for people, M4-E5."""
    title: str
    file: str
    points: int
    state: TaskState
    earned: float = 0.0
    checks: list[CheckResult] = []
    parts: list[TaskPart] = []
    """Since schema 2; empty for a task without parts."""
    idle: tuple[int, int] | None = None
    """Stored, where nothing is begun: its visible and hidden checks, in number; since schema 3."""
    report: ExperimentReport | None = None


class RitualResult(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The ritual over a topic's notebook. All four steps done is a badge; it has no points.

    `steps` are R1 to R4, each a task of 0 points whose checks are visible, a line for each cell.
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


class Submission(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Where the graded files came from."""

    student: str
    source: str = ""
    """A folder or a repository."""
    commit: str = ""
    """The commit that was read, "" of a plain folder."""
    committed_at: str = ""
    """When it was committed, with an offset from UTC; said by the student's git, so not proven.
    Since schema 2; in schema 1 it was called pushed_at."""
    pushed_at: str = ""
    """When it was pushed, as the server says; "" where it was not asked. Since schema 2."""


class Engine(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What judged."""

    version: str
    """Of the package grokking-the-basics."""
    python: str
    torch: str
    """Its version, "" where it is not installed."""
    cpu_capability: str
    """Which kernels torch took, AVX512 say; "" where it was not imported."""
    isolation: Isolation
    """What had a child of its own; "none" says that the code ran in the judge's process.

    Files that leave nothing behind share one (grader.sandbox.sharing).
    """
    jail: str = "none"


class IdleTask(msgspec.Struct, array_like=True, kw_only=True, frozen=True):
    """A task of a topic in which nothing is begun: its `visible` and `hidden` checks in number."""

    id: str
    ref: str
    title: str
    file: str
    points: int
    visible: int
    hidden: int
    parts: list[tuple[str, int]] = []


class IdleQuestions(msgspec.Struct, kw_only=True, omit_defaults=True, frozen=True):
    """The questions of a topic in which nothing is begun, and its prompts with their words."""

    feedback: Feedback
    judged: bool = False
    questions: list[tuple[str, int, list[str]]] = []
    prompts: list[tuple[str, str, int]] = []


class Origin(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Where a topic was judged, if that was in an earlier run than the rest of its record."""

    course_version: str
    submission: Submission
    engine: Engine


class TopicResult(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One topic of the course as it stands in this submission."""

    id: str
    title: str
    solution_hash: str
    """Of the names and contents of the solution files; decides the inputs of checks."""
    tasks: list[TaskResult] = []
    file_titles: dict[str, str] = {}
    hidden: bool = False
    """Whether hidden checks took part; without them, visible checks alone decide the points."""
    revealed: bool = False
    """Whether hidden checks may be shown in full: the deadline has passed."""
    due: str = ""
    """With an offset from UTC, "" where none is set; since schema 2."""
    late_seconds: int = 0
    """How long after `due` it was pushed, or committed where the server was not asked; 0 where it
    was not late, or the time is not known. It changes no points. Since schema 2."""
    questions: QuestionsResult | None = None
    ritual: RitualResult | None = None
    origin: Origin | None = None
    """Since schema 2."""
    idle: list[IdleTask] = []
    """Stored: the tasks of a topic in which nothing is begun; since schema 3."""
    idle_questions: IdleQuestions | None = None
    """Stored: the questions of such a topic; since schema 3."""

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


class Timing(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Seconds; the only part of a record, with `Engine`, that differs between equal runs."""

    started_at: str = ""
    wall: float = 0.0
    checks: dict[str, float] = {}
    """Check -> its seconds."""


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


def by_origin(record: Record) -> list[Record]:
    """`record` as one record for each way in which its topics were judged, in their order."""
    parts: list[Record] = []
    for topic in record.topics:
        own = origin_of(record, topic)
        topic = msgspec.structs.replace(topic, origin=None)
        if parts and origin_of(parts[-1], topic) == own:
            parts[-1].topics.append(topic)
        else:
            parts.append(
                msgspec.structs.replace(
                    record,
                    course_version=own.course_version,
                    submission=own.submission,
                    engine=own.engine,
                    topics=[topic],
                )
            )
    return parts or [record]


def origin_of(record: Record, topic: TopicResult) -> Origin:
    """What judged a topic of `record`, and at which commit."""
    return topic.origin or Origin(
        course_version=record.course_version, submission=record.submission, engine=record.engine
    )


def format_points(points: float) -> str:
    """Points for people: at most two decimals, none where the number is whole."""
    return f"{points:.2f}".rstrip("0").rstrip(".")
