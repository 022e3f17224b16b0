"""The manifests: course.toml (which topics) and topic.toml (which tasks, files and points).

A manifest is the only source of task ids, points and solution files. Everything is checked when
it is read; an error names the file and the field.
"""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec

from grader.course.dates import moment, no_toml, zone_of
from grader.course.experiments import REPORT, ExperimentSpec, experiment_problems
from grader.course.home import STUDENT_ROOT as STUDENT_ROOT
from grader.course.home import repository_of
from grader.course.questions import (
    ANSWERS,
    EXPLANATIONS,
    FIRSTS,
    MANIFEST,
    Counts,
    Feedback,
    Sheet,
    load_sheet,
)
from grader.course.tasks import BEYOND as BEYOND
from grader.course.tasks import FileSpec as FileSpec
from grader.course.tasks import PartSpec as PartSpec
from grader.course.tasks import TaskSpec as TaskSpec
from grader.course.tasks import problems_of
from grader.errors import CourseError

# What a student makes of a topic's notebook, step by step; each is there once it is begun.
RITUAL_COPIES = {
    "R1": "ritual/r1_describe.ipynb",
    "R2": "ritual/r2_reimplement.ipynb",
    "R3": "ritual/r3_condense.ipynb",
    "R4": "ritual/r4_describe.ipynb",
}
MAX_NOTEBOOK = 4 << 20
_TOPIC_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_T = TypeVar("_T", bound=msgspec.Struct)
_NOTEBOOK_NAME = re.compile(r"[a-z][a-z0-9_]*\.ipynb")


class _Ritual(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    notebook: str


class _TopicFile(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    title: str
    hours: str
    pass_mark: int
    files: list[FileSpec]
    given: list[str] = []
    support: list[str] = []
    ritual: _Ritual | None = None
    experiments: list[ExperimentSpec] = []


class _CourseTopic(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    id: str
    due: Any = None
    accepted_until: Any = None


class _GradingPolicy(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    pool: Annotated[int, msgspec.Meta(ge=1, le=1 << 16)] = 16


class _QuestionPolicy(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    feedback: Feedback = "immediate"
    count: Counts = "last"


class _CourseFile(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    title: str
    version: str
    topics: list[_CourseTopic]
    timezone: Any = "UTC"
    solutions: Feedback | None = None
    repository: str = ""
    questions: _QuestionPolicy = msgspec.field(default_factory=_QuestionPolicy)
    grading: _GradingPolicy = msgspec.field(default_factory=_GradingPolicy)


class Topic:
    """A topic: its folder and its manifest.

    `given` are files that students use and never edit, `support` files that only the checks
    import, `ritual` the notebook that students describe and rewrite in copies ("": none), `due`
    the deadline, with an offset (None: none is set), `accepted_until` the end of all late days and
    extensions (None: there are none).
    """

    def __init__(
        self,
        folder: Path,
        spec: _TopicFile,
        due: datetime | None = None,
        accepted_until: datetime | None = None,
    ) -> None:
        self.folder = folder
        self.id = folder.name
        self.title = spec.title
        self.hours = spec.hours
        self.pass_mark = spec.pass_mark
        self.given = spec.given
        self.support = spec.support
        self.ritual = spec.ritual.notebook if spec.ritual else ""
        self.files = spec.files
        self.experiments = {each.id: each for each in spec.experiments}
        self.due = due
        self.accepted_until = accepted_until

    @cached_property
    def tasks(self) -> dict[str, TaskSpec]:
        """Task id -> task, in the manifest's order."""
        return {task.id: task for file in self.files for task in file.tasks}

    @cached_property
    def file_of(self) -> dict[str, FileSpec]:
        """Task id -> the solution file that it is solved in."""
        return {task.id: file for file in self.files for task in file.tasks}

    @cached_property
    def scored(self) -> dict[str, TaskSpec]:
        """All that has points beside the questions: the tasks, then the experiments."""
        return self.tasks | {each.id: each.task for each in self.experiments.values()}

    def place_of(self, task_id: str) -> str:
        """The file of a submission in which a task or an experiment is."""
        return REPORT if task_id in self.experiments else self.file_of[task_id].name

    @property
    def titles(self) -> dict[str, str]:
        """File name -> title, of the solution files and the report."""
        report = {REPORT: "experiments"} if self.experiments else {}
        return {file.name: file.title for file in self.files} | report

    @property
    def points(self) -> int:
        """The points of all tasks and experiments."""
        return sum(task.points for task in self.scored.values())

    @cached_property
    def sheet(self) -> Sheet:
        """What the topic asks beside its tasks. Raises CourseError."""
        return load_sheet(self.folder)

    @property
    def texts(self) -> tuple[str, ...]:
        """The files that a student writes beside the solution files."""
        return (ANSWERS, EXPLANATIONS) if (self.folder / MANIFEST).is_file() else ()

    @property
    def submitted(self) -> list[str]:
        """Where the solution files, texts and report of a submission stand in its repository."""
        reports = [REPORT] if self.experiments else []
        names = [*(file.name for file in self.files), *self.texts, *reports]
        return [self.path_in_repository(name) for name in names]

    @property
    def notebooks(self) -> list[str]:
        """Where the copies of the ritual stand in a student's repository; any may be missing."""
        names = RITUAL_COPIES.values() if self.ritual else ()
        return [self.path_in_repository(name) for name in names]

    @property
    def optional(self) -> list[str]:
        """What else is collected where it is there: copies of the ritual, the first answers."""
        firsts = [self.path_in_repository(FIRSTS)] if self.texts else []
        return [*self.notebooks, *firsts]

    def revealed(self, now: datetime) -> bool:
        """Whether hidden checks may be shown in full: no more work is accepted.

        Their inputs recur in later submissions (grader.check.seeds).
        """
        return self.due is not None and now >= max(self.due, self.accepted_until or self.due)

    def file(self, name: str) -> FileSpec:
        """The solution file called `name`."""
        return next(file for file in self.files if file.name == name)

    def path_in_repository(self, name: str) -> str:
        """Where a file of this topic stands in every student's repository."""
        return f"{STUDENT_ROOT}/{self.id}/{name}"


class Course:
    """A course: the repository root, and the topics in their order."""

    def __init__(self, root: Path, spec: _CourseFile) -> None:
        self.root = root
        self.title = spec.title
        self.version = spec.version
        self.feedback: Feedback = spec.questions.feedback
        # Which answer to a question earns its points.
        self.count: Counts = spec.questions.count
        self.solutions: Feedback | None = spec.solutions
        # Where the student repository can be cloned from, "" where course.toml does not say.
        self.repository = spec.repository
        # How many different inputs a check has at grading; see grader.check.seeds.
        self.pool = spec.grading.pool
        self.topics: dict[str, Topic] = {}
        path = root / STUDENT_ROOT / "course.toml"
        self.zone = zone_of(spec.timezone, str(path))
        for entry in spec.topics:
            where = f"{path}: topic {entry.id}"
            due, until = (
                None if date is None else moment(date, self.zone, where, name)
                for name, date in (("due", entry.due), ("accepted_until", entry.accepted_until))
            )
            if until is not None and (due is None or until < due):
                raise CourseError(
                    f"{where}: accepted_until is the end of late work; it comes after due."
                )
            self.topics[entry.id] = load_topic(root / STUDENT_ROOT / entry.id, due, until)

    @property
    def hidden(self) -> Path:
        """The folder of hidden checks, one folder a topic."""
        return self.root / "tests" / "hidden"

    @property
    def reference(self) -> Path:
        """The folder of solutions, alternatives and mistakes, one folder a topic."""
        return self.root / "reference"

    def waits(self, topic: Topic) -> bool:
        """Whether the solutions of `topic` wait for its deadline.

        Where course.toml does not say, they do so of a topic that has one.
        """
        return self.solutions == "after-deadline" or (
            self.solutions is None and topic.due is not None
        )

    def topic(self, topic_id: str) -> Topic:
        """The topic of that name or folder. Raises CourseError where there is none."""
        name = topic_id.replace("\\", "/").rstrip("/").removeprefix(f"{STUDENT_ROOT}/")
        try:
            return self.topics[name]
        except KeyError:
            known = ", ".join(self.topics)
            raise CourseError(f"there is no topic '{topic_id}'; the topics are: {known}.") from None


def load_course(root: Path) -> Course:
    """The course whose repository is `root`."""
    path = root / STUDENT_ROOT / "course.toml"
    spec = _read(path, _CourseFile)
    for entry in spec.topics:
        if not _TOPIC_ID.fullmatch(entry.id):
            raise CourseError(f"{path}: topic id '{entry.id}' is not a plain folder name.")
    return Course(root, spec)


def load_topic(
    folder: Path, due: datetime | None = None, accepted_until: datetime | None = None
) -> Topic:
    """The topic in `folder`, its manifest checked."""
    path = folder / "topic.toml"
    spec = _read(path, _TopicFile)
    problems = problems_of(spec.files)
    if spec.ritual and not _NOTEBOOK_NAME.fullmatch(spec.ritual.notebook):
        problems.append(f"'{spec.ritual.notebook}' is not a plain notebook name.")
    tasks = [task.id for file in spec.files for task in file.tasks]
    problems += experiment_problems(spec.experiments, tasks)
    if problems:
        raise CourseError("\n".join(f"{path}: {problem}" for problem in problems))
    return Topic(folder, spec, due, accepted_until)


def counted_answers(root: Path) -> Counts:
    """Which answer to a question counts in the course whose repository is `root`."""
    path = root / STUDENT_ROOT / "course.toml"
    return _read(path, _CourseFile).questions.count if path.is_file() else "last"


def find_course(start: Path) -> Course:
    """The course that `start` lies in: the nearest folder above with exercises/course.toml."""
    if root := repository_of(start):
        return load_course(root)
    raise CourseError(
        f"no course at {start}: neither it nor a folder above has exercises/course.toml; "
        "run this inside the course repository or name it with --course."
    )


def topic_folder_of(path: Path) -> Path | None:
    """The folder of the topic that a check file belongs to, or None.

    Visible checks stand in the topic's own folder; hidden ones in tests/hidden/<topic>.
    """
    folder = path if path.is_dir() else path.parent
    if (folder / "topic.toml").is_file():
        return folder
    if folder.parent.name == "hidden" and folder.parent.parent.name == "tests":
        topic = folder.parent.parent.parent / STUDENT_ROOT / folder.name
        if (topic / "topic.toml").is_file():
            return topic
    return None


def _read(path: Path, kind: type[_T]) -> _T:
    try:
        content = path.read_bytes()
        return msgspec.toml.decode(content, type=kind)
    except OSError as e:
        raise CourseError(f"cannot read {path}: {e.strerror}") from None
    except msgspec.ValidationError as e:
        raise CourseError(f"{path}: {_placed(str(e), content)}") from None
    except UnicodeDecodeError as e:
        raise CourseError(f"{path}: {e}") from None
    except msgspec.DecodeError as e:
        raise no_toml(content.decode("utf-8", "replace"), str(e), str(path)) from None
    except RecursionError:
        raise CourseError(f"{path}: values are nested too deeply.") from None


def _placed(said: str, content: bytes) -> str:
    """What msgspec says of a manifest, with the names of the file and the task that it counts."""
    data = tomllib.loads(content.decode())
    if found := re.search(r"\$\.experiments\[(\d+)\]", said):
        one = data["experiments"][int(found[1])]
        named_so = isinstance(one, dict) and "id" in one
        return f"experiment {one['id']}: {said}" if named_so else said
    found = re.search(r"\$\.files\[(\d+)\](?:\.tasks\[(\d+)\])?", said)
    if not found:
        return said
    file = data["files"][int(found[1])]
    named = [("file", "name", file)]
    if found[2]:
        named.append(("task", "id", file["tasks"][int(found[2])]))
    names = [
        f"{kind} {one[key]}" for kind, key, one in named if isinstance(one, dict) and key in one
    ]
    return ": ".join([", ".join(names), said] if names else [said])
