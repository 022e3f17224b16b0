"""grader watch: each save is checked, in pytest's words, whatever the code or the editor does."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from queue import Queue
from threading import Thread

import pytest
from tests.course_copy import GRADER
from tests.engine.render_samples import record, task, topic
from tests.forks import run_in_fork
from tests.watch.small import SOFTMAX, TOPIC, WRONG, Page, SharedWarm, learner

from grader.course.manifest import Course
from grader.record import Record
from grader.watch import warm as warm_module
from grader.watch import watch as watch_module
from grader.watch.keys import typed
from grader.watch.watch import KEYS, Last, Pressed, Saved, Watch

SECONDS = 120
FILE = f"exercises/{TOPIC}/losses.py"
PROGRESS = f"build/progress/{TOPIC}.json"


class Driven:
    """A watch in a thread of its own, what it shows, and what it asks for."""

    def __init__(self, course: Course, shared: SharedWarm | None) -> None:
        self.root = course.root
        self.shown: Queue[str] = Queue()
        self.commands: list[Sequence[str]] = []
        self.solved: list[str] = []
        topic = course.topic(TOPIC)
        self.watch = Watch(
            course, [topic, topic], Page(self.shown.put), self.commands.append, self._solution
        )
        if shared is not None:
            self.watch.warm = shared.lent_to(self.watch.happened.put)
        self.thread = Thread(target=self.watch.run, daemon=True)

    def _solution(self, record: Record, ref: str) -> None:
        self.solved.append(ref)

    def until(self, holds: str) -> str:
        """What is shown from here to the first text that holds this."""
        told = []
        while True:
            told.append(self.shown.get(timeout=SECONDS))
            if holds in told[-1]:
                return "\n".join(told)

    def report(self) -> str:
        """What is shown up to the end of the next report."""
        self.until("---")
        return self.until("n next task")

    def press(self, key: str) -> None:
        """Press a key."""
        self.watch.happened.put(Pressed(key))

    def save(self, code: str, name: str = FILE) -> None:
        """Save the file with `code` at its end, as a plain write."""
        path = self.root / name
        path.write_text(self.stub(name) + code)

    def stub(self, name: str = FILE) -> str:
        """The text of the file as it was at first."""
        if not hasattr(self, "_stub"):
            self._stub = (self.root / name).read_text()
        return self._stub


@pytest.fixture
def driven(
    root: Path, tmp_path: Path, shared: SharedWarm, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Driven]:
    """A watch over a learner's repository."""
    one = Driven(learner(root, tmp_path), shared)
    one.stub()
    yield from _running(one, monkeypatch)


def _running(one: Driven, monkeypatch: pytest.MonkeyPatch) -> Iterator[Driven]:
    monkeypatch.setattr(watch_module, "keys", lambda raw, tell: nullcontext())
    one.thread.start()
    one.until("n next task")
    yield one
    one.press("q")
    one.thread.join(SECONDS)
    assert not one.thread.is_alive()


def test_a_save_brings_pytests_report(driven: Driven) -> None:
    """The checks of that file alone, word for word as pytest shows them; progress is not kept."""
    driven.save(WRONG)
    report = driven.report()
    command = ["exercises/makemore1/test_losses.py", "-p", "no:cacheprovider", "--color=no"]
    plain = run_in_fork("pytest", *command, cwd=driven.root, env=os.environ | {"COLUMNS": "100"})
    seconds = re.compile(r" in [\d.]+s")
    expected = [seconds.sub("", line) for line in plain.stdout.splitlines() if line.strip()]
    assert len(expected) > 8
    assert (
        expected
        == [seconds.sub("", line) for line in report.splitlines() if line.strip()][: len(expected)]
    )
    assert not (driven.root / PROGRESS).exists()


FULL = pytest.mark.full


@pytest.mark.parametrize(
    ("first", "said"),
    [
        pytest.param("\n\nx = [1", "does not import: SyntaxError", id="half a line"),
        pytest.param("\n\nimport os\nos._exit(3)\n", "ended itself with exit status 3", id="exit"),
        pytest.param(
            "\n\ndef softmax(x, dim=-1):\n    return x.e",
            "AttributeError",
            id="half a name",
            marks=FULL,
        ),
        pytest.param(
            "\n\nimport ctypes\nctypes.string_at(0)\n",
            "was ended by SIGSEGV",
            id="segfault",
            marks=FULL,
        ),
        pytest.param(
            "\n\nraise KeyboardInterrupt\n", "KeyboardInterrupt", id="its own interrupt", marks=FULL
        ),
    ],
)
def test_it_goes_on_whatever_was_saved(driven: Driven, first: str, said: str) -> None:
    """What is wrong is said, and the next save is checked as ever."""
    driven.save(WRONG + first)
    assert said in driven.report()
    driven.save(SOFTMAX)
    assert re.search(r"pass +M1-E7", driven.report())


def test_a_save_ends_the_run_of_the_one_before(driven: Driven) -> None:
    """A loop that never ends is left as soon as the file is saved again; one report is shown."""
    driven.save("\n\nwhile True:\n    pass\n")
    driven.until("checking losses.py")
    driven.save(SOFTMAX)
    assert re.search(r"pass +M1-E7", driven.report())
    assert driven.shown.empty()


def test_editors_that_put_a_new_file_in_its_place(driven: Driven) -> None:
    """A file that is written beside and moved over, and one that was deleted and is made again."""
    path = driven.root / FILE
    beside = path.with_name("losses.py.tmp~")
    beside.write_text(driven.stub() + WRONG)
    os.replace(beside, path)
    assert re.search(r"FAIL +M1-E7", driven.report())
    path.unlink()
    path.write_text(driven.stub() + SOFTMAX)
    assert re.search(r"pass +M1-E7", driven.report())


def test_ctrl_c_ends_the_run_then_the_watch(driven: Driven) -> None:
    """While checks run it ends them; a question it answers with no; else it ends the watch."""
    driven.save("\n\nwhile True:\n    pass\n")
    driven.until("checking losses.py")
    driven.press("\x03")
    driven.until("ended; save again")
    driven.save(WRONG)
    driven.report()
    driven.press("r")
    driven.until("y or n")
    driven.press("\x03")
    driven.until("nothing is changed")
    driven.press("\x03")
    driven.thread.join(SECONDS)
    assert not driven.thread.is_alive()
    assert driven.commands == []


def test_keys(driven: Driven) -> None:
    """Each key does what the last line says, for the task that one is at."""
    for key, said in (("h", "no task to give a hint"), ("r", "no task to reset")):
        driven.press(key)
        driven.until(said)
    driven.press("s")
    driven.until("no task passes yet")
    driven.press("a")
    driven.until("save a file first")
    driven.save(WRONG)
    driven.report()
    for key in "hhr":
        driven.press(key)
    driven.until("y or n")
    driven.press("y")
    driven.press("x")
    driven.until("n next task")
    assert driven.commands == [
        ["hint", "M1-E7", "1"],
        ["hint", "M1-E7", "2"],
        ["reset", "M1-E7", "--yes"],
    ]
    driven.save(SOFTMAX)
    driven.report()
    driven.press("s")
    driven.press("a")
    report = driven.report()
    assert "of 13 tasks done" in report
    assert "by the visible checks" in report
    assert driven.solved == ["M1-E7"]
    # All of a topic ran, so that this is what grader progress tells.
    assert (driven.root / PROGRESS).exists()
    # The next step is known: nothing runs for it.
    driven.press("n")
    driven.until(f"{TOPIC}: 1 of 13 tasks done")
    assert driven.watch.running is None


def test_the_next_task_is_shown_before_all_of_its_topic_runs(driven: Driven) -> None:
    """What the stubs tell at once, then the report of the whole topic, which is kept."""
    driven.save(SOFTMAX)
    driven.report()
    driven.press("n")
    said = driven.until("next ")
    assert "not all of it has run yet; its checks run now" in said
    assert "  next     bigram_counts in exercises/" in said
    assert "1 of 13 tasks done" in driven.report()
    assert (driven.root / PROGRESS).exists()
    assert driven.commands == []


def test_a_save_while_an_answer_comes_does_not_wipe_it(driven: Driven) -> None:
    """The report of that save stands below the answer; the one after it begins a page."""
    cleared: list[int] = []
    driven.watch.screen.clear = lambda: cleared.append(1)  # type: ignore[method-assign]
    driven.save(WRONG)
    driven.report()

    def saves(words: Sequence[str]) -> None:
        driven.watch.happened.put(Saved(frozenset({driven.root / FILE})))

    driven.watch.command = saves
    driven.press("h")
    driven.report()
    assert len(cleared) == 1
    driven.save(SOFTMAX)
    driven.report()
    assert len(cleared) == 2


def test_a_solution_of_another_file_and_answers(driven: Driven) -> None:
    """Where a task of another file passes it is named; that answers are judged elsewhere, once."""
    driven.save(SOFTMAX)
    driven.report()
    other = driven.root / f"exercises/{TOPIC}/counting.py"
    other.write_text(other.read_text() + "\n\ndef bigram_counts(words):\n    return None\n")
    driven.report()
    driven.press("s")
    said = driven.until("grader solution")
    assert "no task of counting.py passes yet; softmax of losses.py does: " in said
    answers = driven.root / f"exercises/{TOPIC}/answers.toml"
    for text in ("# one", "# two"):
        answers.write_text(text)
    driven.until("answers.toml: no save judges it")
    driven.save(WRONG)
    assert "answers.toml" not in driven.report()


def test_every_key_has_its_action_and_its_command(driven: Driven) -> None:
    """What the last line offers is there, and so are the commands behind it."""
    from typer.main import get_command

    from grader.cli.app import app

    known = get_command(app).commands  # type: ignore[attr-defined]
    assert {"hint", "reset", "solution"} <= set(known)
    assert set(KEYS) == set("nharsq")


@pytest.mark.parametrize(
    ("sent", "heard", "left"),
    [
        (b"nh", "nh", b""),
        (b"\x1b[A", "", b""),  # up
        (b"n\x1bOQ\x1b[15~q", "nq", b""),  # F2, F5
        (b"\x1b[1;5H", "", b""),  # Ctrl-Home
        (b"\x1b", "", b""),
        (b"h\x1b[1;", "h", b"\x1b[1;"),
        ("\u0442\xe9".encode(), "??", b""),
        (b"\x03", "\x03", b""),
    ],
)
def test_an_arrow_is_no_letter(sent: bytes, heard: str, left: bytes) -> None:
    """What a terminal sends for one key in several bytes is not heard as their last letter."""
    assert typed(sent) == (heard, left)


def test_a_file_that_cannot_be_read(driven: Driven) -> None:
    """The report says why; a file that is gone when its change is heard of is waited for."""
    path = driven.root / FILE
    path.write_bytes(b"\xff\xfe" + path.read_bytes())
    assert "save it as UTF-8" in driven.report()
    driven.watch._changed([str(path.with_name("table.py"))])
    path.with_name("table.py").unlink()
    driven.save(SOFTMAX)
    assert re.search(r"pass +M1-E7", driven.report())


@pytest.mark.full
def test_in_a_terminal(root: Path, tmp_path: Path) -> None:
    """Single keys, Ctrl-C, and the terminal as it was when the watch has ended."""
    # Not there on Windows, where this file is read as well.
    import fcntl
    import pty
    import select
    import termios

    learner(root, tmp_path)
    path = tmp_path / FILE
    stub = path.read_text()
    end, terminal = pty.openpty()
    before = termios.tcgetattr(terminal)
    process = subprocess.Popen(
        [GRADER, "watch", TOPIC],
        cwd=tmp_path,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=os.environ | {"TERM": "xterm-256color"},
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    told = ""

    def until(said: str) -> None:
        nonlocal told
        while said not in told:
            assert select.select([end], [], [], SECONDS)[0], told
            told += os.read(end, 1 << 16).decode()
        told = told.partition(said)[2]

    until("0 of 13 tasks done")
    until("q quit")
    assert (tmp_path / PROGRESS).exists()
    path.write_text(stub + "\n\nwhile True:\n    pass\n" + SOFTMAX)
    until("checking losses.py")
    os.write(end, b"\x03")
    until("ended; save again")
    path.write_text(stub + WRONG)
    until("FAIL")
    until("q quit")
    os.write(end, b"h")
    until("M1-E7 softmax, hint 1 of ")
    os.write(end, b"q")
    assert process.wait(SECONDS) == 0
    assert termios.tcgetattr(terminal) == before
    for descriptor in (end, terminal):
        os.close(descriptor)


@pytest.mark.full
def test_a_process_that_was_killed_is_started_anew(driven: Driven) -> None:
    """Whoever kills it, a save is checked."""
    driven.save(WRONG)
    driven.report()
    process = driven.watch.warm.own._process
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    driven.save(SOFTMAX)
    assert re.search(r"pass +M1-E7", driven.report())


@pytest.mark.full
def test_without_fork_each_run_has_a_process(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is prepared ahead, a line says so, and a save in the middle of a run is checked."""
    start = "import grader.watch.serve as s; s.FORKS = False; s.main()"
    monkeypatch.setattr(warm_module, "COMMAND", ("-P", "-c", start))
    monkeypatch.setattr(warm_module, "FORKS", False)
    monkeypatch.setattr(watch_module, "FORKS", False)
    one = Driven(learner(root, tmp_path), None)
    one.stub()
    for driven in _running(one, monkeypatch):
        for code, said in ((WRONG, "FAIL"), (SOFTMAX, "pass")):
            driven.save(code)
            assert re.search(rf"{said} +M1-E7", driven.report())
        driven.save("\n\nwhile True:\n    pass\n")
        driven.until("checking losses.py")
        driven.save(SOFTMAX)
        assert re.search(r"pass +M1-E7", driven.report())


@pytest.mark.parametrize(
    ("states", "at"),
    [
        (["pass", "blocked", "not_started", "fail"], "T-4"),
        (["pass", "blocked", "not_started"], "T-3"),
        (["pass", "blocked"], "T-2"),
        (["pass"], ""),
    ],
)
def test_keys_speak_of_no_blocked_task_where_another_is_open(states: list[str], at: str) -> None:
    """What is wrong comes first, then what is to be begun."""
    tasks = [task(f"f{n}", f"T-{n}", state, []) for n, state in enumerate(states, 1)]
    last = Last()
    last.take(record("ada", [topic(tasks)]))
    assert last.current() == at
