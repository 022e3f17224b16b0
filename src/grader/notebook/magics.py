"""The notebook's own commands: %load_ext grader, %%check, %grader, and check().

This module is imported in a notebook alone; IPython is what has imported it then.
"""

from __future__ import annotations

import atexit
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from grader.course.home import repository_of
from grader.course.manifest import Course, TaskSpec, Topic, load_course
from grader.errors import GraderError, UsageError
from grader.escape import plain
from grader.notebook.checking import (
    COMMANDS,
    Checked,
    Checker,
    as_magics,
    not_of_cell,
    solution_texts,
    tasks_named,
)
from grader.notebook.compose import compose
from grader.notebook.saving import save, units_there
from grader.notebook.shown import CheckedPage
from grader.notebook.source import Book, read_cells

_HELP = """\
%%check NAME ...       first line of a cell: run it, then check the functions it defines
check(NAME)            the same for a function of an earlier cell
%grader save NAME ...  put functions into their files: shows what changes, asks (--yes: does not)
%grader topic TOPIC    which topic this notebook belongs to, where its folder does not say
%grader hint NAME      a hint; also: next, solution NAME, progress, run, plot, reset"""
_SURE = ("-y", "--yes")
# States of which there is nothing to say where a function is saved; "" was not checked.
_FAR = ("", "pass", "not_started")


class NotebookSession:
    """What one kernel knows: its topic, and a checker for each repository that it has used."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.topic = ""
        self.checkers: dict[Path, Checker] = {}
        # Number of a task -> its state when it was last checked here, and the code that it was of.
        self.states: dict[str, tuple[str, str]] = {}
        atexit.register(self.close)

    def close(self) -> None:
        """End the warm processes."""
        for checker in self.checkers.values():
            checker.close()
        self.checkers.clear()

    def check_cell(self, line: str, cell: str) -> None:
        """%%check: run the cell, then the checks of what it defines, or of the names given."""
        done = self.shell.run_cell(cell, store_history=False)
        if not done.success:
            return
        names = line.split()

        def checked() -> Checked:
            checker, topic = self._place()
            here, book = read_cells([("", cell)]).units, self._book()
            checked = self._check(checker, topic, names or list(here), book)
            _home, tasks = tasks_named(checker.course, names or list(here), topic)
            checked.remarks[:0] = not_of_cell(tasks, set(here), book)
            return checked

        self._show(checked)

    def check(self, *things: object) -> None:
        """Check functions, classes, or names of them."""

        def checked() -> Checked:
            checker, topic = self._place()
            names, book = [], self._book()
            for thing in things:
                name = _name_of(thing)
                names.append(name)
                if str(getattr(thing, "__module__", "")).startswith("exercises."):
                    # It was imported: the function of the file is meant.
                    book.units.pop(name.partition(".")[0], None)
            return self._check(checker, topic, names, book)

        self._show(checked)

    def command(self, line: str) -> None:
        """%grader: save, topic, and commands of `grader`."""
        with _said():
            words = shlex.split(line)
            if not words:
                print(_HELP)
            elif words[0] == "topic" and len(words) == 2:
                checker, _ = self._place()
                self.topic = checker.course.topic(words[1]).id
            elif words[0] == "save":
                names = [word for word in words[1:] if word not in _SURE]
                self._save(names, any(word in _SURE for word in words))
            elif words[0] in COMMANDS and not self._passes_here_alone(words):
                self._run(words)
            elif words[0] in COMMANDS:
                unit = words[1].partition(".")[0]
                print(f"it passes here; write it into the file first: %grader save {unit}")
            else:
                raise UsageError(f"%grader knows no {words[0]!r}; it knows:\n{_HELP}")

    def _save(self, names: list[str], sure: bool) -> None:
        checker, home = self._place()
        book = self._book()
        topic, tasks = tasks_named(checker.course, names or list(book.units), home)
        asked = {name.partition(".")[0] for task in tasks for name in task.names}
        units = [unit for unit in units_there(topic, book) if unit in asked]
        failing = [task.id for task in tasks if self._state(task, book) not in _FAR]
        if failing:
            does, it = ("does", "it is") if len(failing) == 1 else ("do", "they are")
            stand = "it stands" if len(failing) == 1 else "they stand"
            names_ = ", ".join(failing)
            print(f"note: {names_} {does} not pass yet; {it} saved as {stand} here")
        if save(topic, book, units, print, lambda text: sure or _agrees(text)):
            print(f"check the file: pytest exercises/{topic.id}")

    def _state(self, task: TaskSpec, book: Book) -> str:
        """The state that was found for the code that the cells have now, "" if none was."""
        state, code = self.states.get(task.ref, ("", ""))
        return state if code == _code(task, book) else ""

    def _passes_here_alone(self, words: list[str]) -> bool:
        """Whether a solution is asked for, of what passes in its cell and is not in the file."""
        if words[0] != "solution" or len(words) != 2:
            return False
        checker, home = self._place()
        book = self._book()
        topic, tasks = tasks_named(checker.course, words[1:], home)
        if any(self._state(task, book) != "pass" for task in tasks):
            return False
        texts = solution_texts(topic)
        wanted = {name.partition(".")[0] for task in tasks for name in task.names}
        made = compose(topic, texts, book, sorted(wanted))
        return any(texts[name] != text for name, text in made.texts.items())

    def _run(self, words: list[str]) -> None:
        checker, topic = self._place()
        command = [sys.executable, "-P", "-m", "grader.cli.app", *words]
        done = subprocess.run(
            [*command, "--course", str(checker.course.root)],
            # The folder says which topic a name is of; of a notebook it is told.
            cwd=topic.folder if topic is not None else None,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        print(as_magics((done.stdout + done.stderr).rstrip()))

    def _check(self, checker: Checker, home: Topic | None, names: list[str], book: Book) -> Checked:
        topic, tasks = tasks_named(checker.course, names, home)
        checked = checker.check(topic, tasks, book)
        states = {task.ref: task.state for task in checked.result.tasks} if checked.result else {}
        for task in tasks:
            self.states[task.ref] = states.get(task.ref, ""), _code(task, book)
        return checked

    def _show(self, checked: Callable[[], Checked]) -> None:
        display = sys.modules["IPython.display"].display
        with _said():
            display(CheckedPage(checked()))

    def _book(self) -> Book:
        """What the cells of this kernel define, as they ran."""
        history = self.shell.history_manager.input_hist_raw
        return read_cells((f"In [{n}]", text) for n, text in enumerate(history) if n)

    def _place(self) -> tuple[Checker, Topic | None]:
        """The checker of the notebook's own repository, and its topic if that is told."""
        file = self._file()
        root = repository_of(file)
        if root is None:
            raise UsageError(
                f"{file} lies in no repository of a course; move the notebook below exercises/, "
                "or change into the repository with %cd."
            )
        if root not in self.checkers:
            self.checkers[root] = Checker(load_course(root))
            self.checkers[root].start()
        checker = self.checkers[root]
        return checker, self._topic(checker.course, file)

    def _topic(self, course: Course, file: Path) -> Topic | None:
        if self.topic in course.topics:
            return course.topics[self.topic]
        for topic in course.topics.values():
            if file.resolve().is_relative_to(topic.folder.resolve()):
                return topic
        return None

    def _file(self) -> Path:
        """Where the notebook lies, as the editor or Jupyter says; else the current folder."""
        named = [
            self.shell.user_ns.get("__vsc_ipynb_file__"),
            os.environ.get("JPY_SESSION_NAME"),
        ]
        for name in named:
            if isinstance(name, str) and Path(name).is_file():
                return Path(name).resolve()
        return Path.cwd()


_session: NotebookSession | None = None


def load_ipython_extension(shell: Any) -> None:
    """%load_ext grader."""
    global _session
    if _session is None:
        _session = NotebookSession(shell)
        shell.register_magic_function(_session.check_cell, "cell", "check")
        shell.register_magic_function(_session.command, "line", "grader")
        shell.user_ns.setdefault("check", _session.check)
        with suppress(GraderError):
            # So that the first check need not wait; what is wrong is said when one is asked for.
            _session._place()


def check(*things: object) -> None:
    """Check functions, classes, or names of them, in a notebook; for a file run pytest."""
    if _session is None:
        shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
        if shell is None:
            raise UsageError("check() is for notebooks; in a file run pytest exercises/<topic>.")
        load_ipython_extension(shell)
    assert _session is not None
    _session.check(*things)


def _code(task: TaskSpec, book: Book) -> str:
    """What the cells have of a task's functions."""
    names = dict.fromkeys(name.partition(".")[0] for name in task.names)
    return "\n".join(block.text for name in names for block in book.units.get(name, []))


def _name_of(thing: object) -> str:
    if isinstance(thing, str):
        return thing
    name = getattr(thing, "__qualname__", None)
    if not isinstance(name, str) or "<" in name:
        raise UsageError(
            f"check() takes functions, classes, or their names, not {plain(repr(thing), 80)}."
        )
    return name


def _agrees(text: str) -> bool:
    try:
        return input(text).strip().lower() in ("y", "yes")
    except EOFError:
        return False
    except Exception as e:
        # A notebook that runs without anybody has no input; its class is the kernel's own.
        if type(e).__name__ != "StdinNotImplementedError":
            raise
        print("nobody is there to ask; add --yes to write without a question")
        return False


@contextmanager
def _said() -> Iterator[None]:
    """A block whose errors of ours are a line in the notebook, no traceback."""
    try:
        yield
    except GraderError as e:
        print(f"grader: {e}")
