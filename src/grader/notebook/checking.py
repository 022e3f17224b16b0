"""The checks of functions that stand in a notebook, run as pytest runs those of a file.

A folder beside holds a copy of the topic with the notebook's functions in it, and a warm process
runs pytest there: what is printed, kept or broken stays there, and the notebook goes on.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

import msgspec

from grader.check.source import not_text
from grader.course.manifest import STUDENT_ROOT, Course, TaskSpec, Topic
from grader.errors import UsageError
from grader.files import unix_lines
from grader.learn.names import named, near
from grader.notebook.compose import Composed, compose
from grader.notebook.source import Book
from grader.record import CheckResult, Row, TopicResult
from grader.render.terminal import NEXT
from grader.watch.warm import Ended, Warm

# What %grader hands on to the command line.
COMMANDS = ("hint", "next", "solution", "progress", "run", "plot", "reset")
_COMMAND = re.compile(rf"(?<![\w%!./-])grader (?={'|'.join(COMMANDS)})")
# Where the text of a line of a message begins, behind its label.
_LABELS = 11
# Of a topic's files those that its checks may read.
_NEEDED = (".py", ".json", ".toml", ".csv", ".md")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "plots", "*.ipynb", ".ipynb_checkpoints")


@dataclass(frozen=True)
class Checked:
    """How the checks of a notebook's functions ended: what pytest says, and the topic's result.

    Without a result, `text` says why there is none. `following` is the next command where all
    pass.
    """

    result: TopicResult | None
    text: str = ""
    remarks: list[str] = field(default_factory=list)
    following: str = ""


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
            [*arguments, "--all", "--color=no", "-p", "no:cacheprovider"]
            + [f"--task={task.ref}" for task in tasks],
        )
        ended = self._wait(number)
        remarks = _remarks(topic, composed)
        if ended.record is None:
            return Checked(None, f"{ended.text.strip()}\n{ended.early}".strip(), remarks)
        [result] = ended.record.topics
        green = all(task.state == "pass" for task in result.tasks)
        save = f"%grader save {' '.join(sorted(units & set(composed.taken)))}"
        # What the file holds already is not to be saved once more.
        unsaved = any(texts[name] != text for name, text in composed.texts.items())
        places = _Places(topic, composed, save if green and unsaved else "%grader next")
        text = places.of_report(ended.text)
        following = places.following if green else ""
        return Checked(places.of_topic(result), text, remarks, following)

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
            if path.suffix in _NEEDED and path.name not in texts:
                self._copy(path, home / topic.id / path.name)
        for name, text in texts.items():
            self._write(home / topic.id / name, text.encode())

    def _copy(self, path: Path, target: Path) -> None:
        self._write(target, path.read_bytes())

    def _write(self, target: Path, content: bytes) -> None:
        if self._copied.get(target) != content:
            target.write_bytes(content)
            self._copied[target] = content


def as_magics(text: str) -> str:
    """A text whose commands of `grader` are those of a notebook."""
    return _COMMAND.sub(r"%\g<0>", text)


def solution_texts(topic: Topic) -> dict[str, str]:
    """Name -> text of the solution files as they are. Raises UsageError."""
    found = {}
    for file in topic.files:
        path = topic.folder / file.name
        where = topic.path_in_repository(file.name)
        try:
            content = path.read_bytes()
        except OSError as e:
            why = f"{where} cannot be read: {e.strerror}; put its stub back: grader reset {where}"
            raise UsageError(why) from None
        if reason := not_text(content):
            raise UsageError(f"{where} {reason}.")
        found[file.name] = unix_lines(content).decode("utf-8")
    return found


def tasks_named(
    course: Course, names: Sequence[str], home: Topic | None
) -> tuple[Topic, list[TaskSpec]]:
    """The topic and the tasks that `names` mean: ids, numbers, functions; of a class all of its.

    Of names that several topics have, those of `home`. Raises UsageError.
    """
    found: dict[str, list[TaskSpec]] = {}
    for topic in course.topics.values():
        each = [_meant(topic, name) for name in names]
        if all(each):
            found[topic.id] = list({task.id: task for tasks in each for task in tasks}.values())
    if home is not None and home.id in found:
        found = {home.id: found[home.id]}
    if len(found) == 1:
        [(topic_id, tasks)] = found.items()
        return course.topics[topic_id], tasks
    said = ", ".join(names)
    if found:
        first = next(iter(found))
        raise UsageError(
            f"{' and '.join(found)} have {said}; say which: {first}/{names[0]}, "
            f"or once for the notebook: %grader topic {first}"
        )
    alike = near([home] if home else course.topics.values(), names[0]) if names else []
    more = f"did you mean {' or '.join(alike)}?" if alike else "the handout has the names of all."
    raise UsageError(f"no task asks for {said or 'what this cell defines'}; {more}")


def _meant(topic: Topic, name: str) -> list[TaskSpec]:
    before, slash, rest = name.partition("/")
    if slash and before != topic.id:
        return []
    name = rest if slash else name
    units = [t for t in topic.tasks.values() if name in {n.partition(".")[0] for n in t.names}]
    return units or [each.task for each in named([topic], name, loose=False)]


def _remarks(topic: Topic, composed: Composed) -> list[str]:
    said = []
    for user, name in composed.missing:
        said.append(f"{user} uses {name}, which neither the file nor a cell defines at its top")
    if along := sorted(set(composed.along)):
        said.append(f"taken along from the notebook: {', '.join(along)}")
    if not composed.taken:
        said.append("no cell defines it: this is the function of the file")
    return said


def not_of_cell(tasks: Sequence[TaskSpec], here: set[str], book: Book) -> list[str]:
    """A sentence on each function of `tasks` that was checked though another cell defines it.

    `here` are the names that the cell with the check defines.
    """
    said = []
    for task in tasks:
        units = dict.fromkeys(name.partition(".")[0] for name in task.names)
        for name in () if here & units.keys() else units:
            if blocks := book.units.get(name):
                label = blocks[-1].label
                said.append(f"this cell defines no {name}; what is checked is that of {label}")
    return list(dict.fromkeys(said))


class _Places:
    """Places in the files that were checked, as places in the cells that they are from."""

    def __init__(self, topic: Topic, composed: Composed, following: str) -> None:
        self.following = following
        self._places = {
            f"{topic.path_in_repository(file)}:{line}": f"{label}, line {number}"
            for (file, line), (label, number) in composed.places.items()
        }

    def of_text(self, text: str) -> str:
        """A place, with whatever stands behind it."""
        head, space, rest = text.partition(" ")
        return self._places.get(head, head) + space + rest

    def of_report(self, text: str) -> str:
        """The report of pytest without the lines that would run a file, with commands of ours."""
        lines = []
        for line in text.strip("\n").split("\n"):
            label = line[:_LABELS].strip()
            if label == "code":
                line = line[:_LABELS] + self.of_text(line[_LABELS:])
            elif label == "next" and line[_LABELS:] == NEXT:
                line = line[:_LABELS] + self.following
            if label not in ("again", "run"):
                lines.append(as_magics(line))
        return "\n".join(lines)

    def of_topic(self, result: TopicResult) -> TopicResult:
        """The same of the record."""
        tasks = []
        for task in result.tasks:
            checks = [self._of_check(check) for check in task.checks]
            tasks.append(msgspec.structs.replace(task, checks=checks))
        return msgspec.structs.replace(result, tasks=tasks)

    def _of_check(self, check: CheckResult) -> CheckResult:
        rows = [
            Row(row.label, self.of_text(row.text)) if row.label == "code" else row
            for row in check.rows
            if row.label != "again"
        ]
        return msgspec.structs.replace(check, rows=rows, where=self.of_text(check.where))
