"""The watch: a file is saved, its checks run, their report is shown; keys ask for more.

Three threads put what happens into one queue: files that changed, keys, ends of runs. The main
thread waits at it, so nothing is shown in the middle of something else.
"""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import Protocol

from grader.course.manifest import STUDENT_ROOT, Course, Topic
from grader.course.questions import ANSWERS
from grader.errors import EngineError
from grader.learn.step import known_step
from grader.record import Record, TaskResult
from grader.watch.files import changes
from grader.watch.keys import keys, raw_input_there
from grader.watch.serve import FORKS
from grader.watch.warm import Ended, Warm

KEYS = {
    "n": "next task",
    "h": "hint",
    "a": "all",
    "r": "reset",
    "s": "solution",
    "q": "quit",
}


class Screen(Protocol):
    """Where the watch shows what it has to say."""

    interactive: bool
    colour: bool

    def clear(self) -> None:
        """Begin a page."""
        ...

    def say(self, text: str = "", *, dim: bool = False) -> None:
        """Show lines."""
        ...


@dataclass(frozen=True)
class Pressed:
    """A key."""

    key: str


@dataclass(frozen=True)
class Saved:
    """Files that were saved, below exercises/."""

    paths: frozenset[Path]


@dataclass(frozen=True)
class Deaf:
    """Why no more is heard of files."""

    why: str


@dataclass
class Last:
    """The last run that came to a report: its record, and the task that passes since then."""

    record: Record | None = None
    passed: set[str] = field(default_factory=set)
    newest: str = ""

    def take(self, record: Record) -> None:
        """Another run has ended."""
        self.record = record
        passing = [task.ref for task in self.tasks() if task.state == "pass"]
        new = [ref for ref in passing if ref not in self.passed]
        self.newest = next(iter(new), self.newest if self.newest in passing else "")
        self.newest = self.newest or (passing[-1] if passing else "")
        self.passed |= set(passing)
        self.passed -= {task.ref for task in self.tasks() if task.state != "pass"}

    def tasks(self) -> list[TaskResult]:
        """The tasks of that run."""
        return [task for topic in self.record.topics for task in topic.tasks] if self.record else []

    def current(self) -> str:
        """The number of the task that one is at: begun and not done, else the next; "" if none."""
        open_ = [task for task in self.tasks() if task.state != "pass"]
        # What is blocked waits for one of the others.
        last = {"not_started": 1, "blocked": 2}
        return next((t.ref for t in sorted(open_, key=lambda t: last.get(t.state, 0))), "")


class Watch:
    """A watch over the solution files of `topics`.

    `command` runs a command of `grader` by its words and shows what it says; `solution` shows the
    solution of the task of a record by its number.
    """

    def __init__(
        self,
        course: Course,
        topics: Sequence[Topic],
        screen: Screen,
        command: Callable[[Sequence[str]], None],
        solution: Callable[[Record, str], None],
    ) -> None:
        self.course = course
        self.topics = {topic.folder.resolve(): topic for topic in topics}
        self.whole = topics[0] if len(topics) == 1 else None
        self.screen = screen
        self.command = command
        self.solution = solution
        self.happened: SimpleQueue[Pressed | Saved | Deaf | Ended] = SimpleQueue()
        self.warm = Warm(self.happened.put)
        self.last = Last()
        self.running: int | None = None
        self.title = ""
        self.texts: dict[Path, bytes] = {}
        self.hints: dict[str, int] = {}
        self.asked: Callable[[], None] | None = None
        self.unread = False  # an answer that came after the last save: its report keeps the page
        self.told_of_answers = False

    def run(self) -> None:
        """Watch until q, or Ctrl-C while nothing runs."""
        stop, ready = Event(), Event()
        raw = self.screen.interactive and raw_input_there()
        self.warm.start()
        Thread(target=self._listen, args=(stop, ready), daemon=True).start()
        ready.wait()
        try:
            with keys(raw, lambda key: self.happened.put(Pressed(key))):
                self._greet()
                if self.whole is not None:
                    self._run_whole(self.whole, every=False)
                while self._next():
                    pass
        finally:
            stop.set()
            self.warm.close()

    def _listen(self, stop: Event, ready: Event) -> None:
        """In a thread of its own: hear of changes until `stop`."""
        try:
            # All of it, so that a folder that git replaces is still heard.
            home = (self.course.root / STUDENT_ROOT).resolve()
            changes(home, stop, ready, self._changed)
        except (OSError, RuntimeError) as e:
            self.happened.put(Deaf(str(e)))
        finally:
            ready.set()

    def _greet(self) -> None:
        names = ", ".join(f"{STUDENT_ROOT}/{topic.id}" for topic in self.topics.values())
        self.screen.say(f"watching {names if len(self.topics) == 1 else STUDENT_ROOT}: save a file")
        if not FORKS:
            self.screen.say(
                "no fork here: a process is prepared ahead for each run, so two saves in a row "
                "take longer",
                dim=True,
            )
        if self.whole is None:
            self._bar()

    def _next(self) -> bool:
        """Wait for the next thing that happens; whether to go on."""
        try:
            happened = self.happened.get()
            if isinstance(happened, Ended):
                self._ended(happened)
            elif isinstance(happened, Saved):
                self._saved(happened.paths)
            elif isinstance(happened, Deaf):
                raise EngineError(
                    f"files cannot be watched here: {happened.why}; set "
                    "WATCHFILES_FORCE_POLLING=1 and try again, or run pytest after each save."
                )
            else:
                return self._pressed(happened.key.lower())
        except KeyboardInterrupt:
            return self._interrupted()
        return True

    def _interrupted(self) -> bool:
        if self.asked is not None:
            self._answered(False)
            return True
        if self.running is None:
            return False
        self.running = None
        self.warm.stop()
        self.screen.say()
        self.screen.say("ended; save again to check again, Ctrl-C or q to quit")
        return True

    def _changed(self, paths: Iterable[str]) -> None:
        """In the thread that hears of files: tell of solution files and of checks alone."""
        found = [p for p in map(Path, paths) if self._checks_of(p) or self._is_answers(p)]
        self.happened.put(Saved(frozenset(found)))

    def _is_answers(self, path: Path) -> bool:
        return path.parent in self.topics and path.name == ANSWERS

    def _checks_of(self, path: Path) -> str:
        """The file of checks that a change of `path` asks for, "" if none."""
        topic = self.topics.get(path.parent)
        if topic is None:
            return ""
        for file in topic.files:
            if path.name in (file.name, f"test_{file.name}"):
                return f"{STUDENT_ROOT}/{topic.id}/test_{file.name}"
        return ""

    def _saved(self, paths: Iterable[Path]) -> None:
        texts: dict[Path, bytes] = {}
        answers = [path for path in paths if self._is_answers(path)]
        if answers and not self.told_of_answers:
            self.told_of_answers = True
            folder = f"{STUDENT_ROOT}/{answers[0].parent.name}"
            self.screen.say(
                f"{ANSWERS}: no save judges it, since the first answer that is judged is kept; "
                f"when you are done: pytest {folder}"
            )
        for path in sorted(set(paths) - {*answers}):
            try:
                texts[path] = path.read_bytes()
            except FileNotFoundError:
                continue  # moved away by an editor: there is another word when it is back
            except OSError:
                texts[path] = b""  # the report says why it cannot be read
        # An editor's second event for one save; the run that it belongs to is still going on.
        same = self.running is not None and all(self.texts.get(p) == t for p, t in texts.items())
        if not texts or same:
            return
        self.texts |= texts
        names = ", ".join(path.name for path in texts)
        checks = list(dict.fromkeys(self._checks_of(path) for path in texts))
        self._start([path for path in checks if (self.course.root / path).is_file()], names)

    def _run_whole(self, topic: Topic, *, every: bool) -> None:
        more = ["--all"] if every else []
        self._start([f"{STUDENT_ROOT}/{topic.id}", *more], f"all of {topic.id}")

    def _start(self, arguments: list[str], title: str) -> None:
        if not arguments:
            return
        colour = "yes" if self.screen.colour else "no"
        size = shutil.get_terminal_size((100, 40))
        self.title = title
        self.screen.say(f"checking {title} ...", dim=True)
        self.running = self.warm.run(
            self.course.root,
            [*arguments, f"--color={colour}", "-p", "no:cacheprovider"],
            environment={"COLUMNS": str(size.columns), "LINES": str(size.lines)},
        )

    def _ended(self, ended: Ended) -> None:
        if ended.number != self.running:
            return  # a later save has ended it, or Ctrl-C
        self.running = None
        (self.screen.say if self.unread else self.screen.clear)()
        self.unread = False
        self.screen.say(f"--- {self.title} ---", dim=True)
        if ended.text.strip():
            self.screen.say(ended.text.strip("\n"))
        if ended.early:
            self.screen.say(ended.early)
        if ended.record is not None:
            self.last.take(ended.record)
        self._bar()

    def _bar(self) -> None:
        self.screen.say()
        # A key and what it does stay on one line.
        shown = "  ".join(f"{key} {what}".replace(" ", "\xa0") for key, what in KEYS.items())
        width = shutil.get_terminal_size((100, 40)).columns
        self.screen.say(textwrap.fill(shown, width).replace("\xa0", " "), dim=True)

    def _pressed(self, key: str) -> bool:
        if self.asked is not None:
            self._answered(key == "y")
            return True
        if key == "\x03":  # Ctrl-C, where it comes as a key
            return self._interrupted()
        if key == "q":
            return False
        actions = {
            "n": self._following,
            "h": self._hint,
            "a": self._all,
            "r": self._reset,
            "s": self._solution,
        }
        if action := actions.get(key):
            self.screen.say()
            action()
        elif key.strip():
            self._bar()
        return True

    def _following(self) -> None:
        topics = [topic] if (topic := self._topic()) else [*self.topics.values()]
        lines, unsure = known_step(self.course, topics)
        self.screen.say("\n".join(lines))
        self._answer_is_there()
        if unsure is not None:
            self._run_whole(unsure, every=False)

    def _tell(self, words: Sequence[str]) -> None:
        """Run a command; a report of what was saved before its answer came does not wipe that."""
        self.command(words)
        self._answer_is_there()

    def _answer_is_there(self) -> None:
        self.unread = self.running is not None or not self.happened.empty()

    def _hint(self) -> None:
        ref = self.last.current()
        if not ref:
            self.screen.say(self._no_task("to give a hint for"))
            return
        # Each press is for the hint after that; after the last comes the first.
        known = {
            t.ref: len(t.hints)
            for topic in self.course.topics.values()
            for t in topic.tasks.values()
        }
        step = self.hints[ref] = self.hints.get(ref, 0) % known[ref] + 1
        self._tell(["hint", ref, str(step)])

    def _no_task(self, what: str) -> str:
        if self.last.record is None:
            return f"no task {what} yet: save a file first"
        return f"no task {what}: all that ran pass; n shows the next one"

    def _all(self) -> None:
        if topic := self._topic():
            self._run_whole(topic, every=True)
        else:
            self.screen.say("save a file first: all is all of its topic")

    def _topic(self) -> Topic | None:
        if self.whole is not None or self.last.record is None:
            return self.whole
        return self.course.topics[self.last.record.topics[0].id]

    def _reset(self) -> None:
        ref = self.last.current()
        if not ref:
            self.screen.say(self._no_task("to reset"))
            return
        self.screen.say(f"put the stub of {ref} back? a copy of yours is kept. y or n")
        self.asked = lambda: self.command(["reset", ref, "--yes"])

    def _answered(self, yes: bool) -> None:
        action, self.asked = self.asked, None
        if yes and action is not None:
            action()
        else:
            self.screen.say("nothing is changed")

    def _solution(self) -> None:
        if self.last.record is None or not self.last.newest:
            self.screen.say(self._no_solution())
            return
        self.solution(self.last.record, self.last.newest)
        self._answer_is_there()

    def _no_solution(self) -> str:
        """Why none is shown: no task passes, or only those of a file that was not saved last."""
        files = ", ".join(dict.fromkeys(task.file for task in self.last.tasks()))
        for topic in self.topics.values():
            for task in topic.tasks.values():
                if task.ref in self.last.passed | self._passed_before(topic):
                    return (
                        f"no task{f' of {files}' if files else ''} passes yet; {task.id} of "
                        f"{topic.file_of[task.id].name} does: grader solution {task.ref}"
                    )
        return "no task passes yet; its solution is shown once it does"

    def _passed_before(self, topic: Topic) -> set[str]:
        """The tasks that pass in the last whole run, but those that were checked since then."""
        from grader.learn.progress import last_run

        run = last_run(self.course, topic.id)
        now = {task.ref for task in self.last.tasks()}
        tasks = run.topics[0].tasks if run is not None else []
        return {task.ref for task in tasks if task.state == "pass"} - now
