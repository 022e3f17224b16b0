"""The checks of functions that stand in a notebook, run as pytest runs those of a file.

A folder beside holds a copy of the topic with the notebook's functions in it, and a warm process
runs pytest there: what is printed, kept or broken stays there, and the notebook goes on.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

import msgspec

from grader.course.manifest import STUDENT_ROOT, Course, TaskSpec, Topic
from grader.errors import UsageError
from grader.notebook.compose import Composed, compose, declared
from grader.notebook.source import Book
from grader.record import CheckResult, Record, Row, TopicResult
from grader.watch.warm import Ended, Warm

_LEFT_OUT = shutil.ignore_patterns("__pycache__", "plots", "*.ipynb", ".ipynb_checkpoints")


@dataclass(frozen=True)
class Checked:
    """How the checks of a notebook's functions ended: the topic's result, or why there is none."""

    result: TopicResult | None
    early: str = ""
    remarks: list[str] = field(default_factory=list)


class Checker:
    """Checks functions for the repository of `course`, one request after another."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self._ended: SimpleQueue[Ended] = SimpleQueue()
        self._warm = Warm(self._ended.put)
        self._scratch = tempfile.TemporaryDirectory(prefix="grader-notebook-")
        self._root = Path(self._scratch.name).resolve()
        self._copied: dict[Path, bytes] = {}

    def start(self) -> None:
        """Get ready in the background."""
        self._warm.start()

    def close(self) -> None:
        """Let go of everything."""
        self._warm.close()
        self._scratch.cleanup()

    def check(self, topic: Topic, tasks: list[TaskSpec], book: Book) -> Checked:
        """The outcome of the checks of `tasks`, with the functions of `book` in their files.

        Raises UsageError; KeyboardInterrupt where the notebook's stop button ends it.
        """
        units = {name.partition(".")[0] for task in tasks for name in task.names}
        texts = solution_texts(topic)
        composed = compose(topic, texts, book, sorted(units & book.units.keys()))
        self._lay_out(topic, texts | composed.texts)
        files = dict.fromkeys(topic.file_of[task.id].name for task in tasks)
        arguments = [f"{STUDENT_ROOT}/{topic.id}/test_{name}" for name in files]
        number = self._warm.run(
            self._root,
            [*arguments, "--all", "--color=no", "-p", "no:cacheprovider"],
            tasks=[task.id for task in tasks],
        )
        ended = self._wait(number)
        remarks = _remarks(topic, composed)
        if ended.record is None:
            return Checked(None, ended.early or ended.text.strip(), remarks)
        [result] = _in_cells(ended.record, topic, composed).topics
        return Checked(result, "", remarks)

    def _wait(self, number: int) -> Ended:
        try:
            while True:
                ended = self._ended.get()
                if ended.number == number:
                    return ended
        except KeyboardInterrupt:
            self._warm.stop()
            raise

    def _lay_out(self, topic: Topic, texts: dict[str, str]) -> None:
        """Bring the copy of the topic up to date; of files that are as they were, nothing."""
        home = self._root / STUDENT_ROOT
        if not home.exists():
            home.mkdir()
            for name in ("course.toml", "study_plan.toml", "progress.toml"):
                if (self.course.root / STUDENT_ROOT / name).is_file():
                    shutil.copy(self.course.root / STUDENT_ROOT / name, home / name)
            shutil.copy(self.course.root / "pyproject.toml", self._root / "pyproject.toml")
            data = self.course.root / STUDENT_ROOT / "data"
            if data.is_dir():
                shutil.copytree(data, home / "data", ignore=_LEFT_OUT)
        for other in self.course.topics.values():
            # course.toml names them all; of the others their manifest is enough.
            (home / other.id).mkdir(exist_ok=True)
            self._copy(other.folder / "topic.toml", home / other.id / "topic.toml")
        for path in topic.folder.iterdir():
            if path.suffix in (".py", ".json", ".toml", ".csv", ".md") and path.is_file():
                if path.name not in texts:
                    self._copy(path, home / topic.id / path.name)
        for name, text in texts.items():
            self._write(home / topic.id / name, text.encode())

    def _copy(self, path: Path, target: Path) -> None:
        self._write(target, path.read_bytes())

    def _write(self, target: Path, content: bytes) -> None:
        if self._copied.get(target) != content:
            target.write_bytes(content)
            self._copied[target] = content


def solution_texts(topic: Topic) -> dict[str, str]:
    """Name -> text of the solution files as they are. Raises UsageError."""
    found = {}
    for file in topic.files:
        path = topic.folder / file.name
        try:
            found[file.name] = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as e:
            why = "is not UTF-8" if isinstance(e, UnicodeDecodeError) else e.strerror
            where = topic.path_in_repository(file.name)
            raise UsageError(f"{where} cannot be read: {why}; put its stub back.") from None
    return found


def tasks_named(course: Course, names: Iterable[str], home: Topic | None) -> tuple[Topic, list[TaskSpec]]:
    """The topic and the tasks that `names` mean: ids, numbers, functions, classes.

    Of names that several topics have, those of `home`. Raises UsageError.
    """
    names = list(names)
    wanted = [name.rpartition("/")[2] for name in names]
    of = {name.rpartition("/")[0] for name in names} - {""}
    found: dict[str, list[TaskSpec]] = {}
    for topic in course.topics.values():
        if of and topic.id not in of:
            continue
        tasks = [
            task
            for task in topic.tasks.values()
            if any(_means(name, task) for name in wanted)
        ]
        if tasks and all(any(_means(name, task) for task in tasks) for name in wanted):
            found[topic.id] = tasks
    if home is not None and home.id in found:
        return home, found[home.id]
    if len(found) == 1:
        [(topic_id, tasks)] = found.items()
        return course.topics[topic_id], tasks
    said = ", ".join(names)
    if not found:
        known = f"{home.id} asks for {', '.join(declared(home))}" if home else "topic.toml names them"
        raise UsageError(f"no task asks for {said}; {known}.")
    raise UsageError(f"{said}: {', '.join(found)} have it; say which, as in {next(iter(found))}/{names[0]}")


def _means(name: str, task: TaskSpec) -> bool:
    units = {each.partition(".")[0] for each in task.names}
    return name in (task.id, task.ref, *task.names) or name in units


def _remarks(topic: Topic, composed: Composed) -> list[str]:
    said = []
    for user, name in composed.missing:
        said.append(f"{user} uses {name}, which neither the file nor a cell defines at its top")
    if along := sorted(set(composed.along)):
        said.append(f"taken along from the notebook: {', '.join(along)}")
    if not composed.taken:
        said.append("no cell defines it: this is the function of the file")
    return said


def _in_cells(record: Record, topic: Topic, composed: Composed) -> Record:
    """`record` with places in cells, where they are, and without what is for a file's run."""

    def place(text: str) -> str:
        for file in composed.texts:
            path = topic.path_in_repository(file)
            head, _, rest = text.partition(f"{path}:")
            number, space, more = rest.partition(" ")
            if not head and number.isdigit() and (at := composed.places.get((file, int(number)))):
                return f"{at[0]}, line {at[1]}{space}{more}"
        return text

    def moved(check: CheckResult) -> CheckResult:
        rows = [
            Row(row.label, place(row.text)) if row.label == "code" else row
            for row in check.rows
            if row.label != "again"
        ]
        return msgspec.structs.replace(check, rows=rows, where=place(check.where))

    topics = [
        msgspec.structs.replace(
            result,
            tasks=[
                msgspec.structs.replace(task, checks=[moved(check) for check in task.checks])
                for task in result.tasks
            ],
        )
        for result in record.topics
    ]
    return msgspec.structs.replace(record, topics=topics)
