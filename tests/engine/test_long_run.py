"""A training that goes on where it stopped."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from grader.learn.long_run import State, long_run, minutes


def start() -> State:
    """A small fit, with all that its next steps depend on."""
    generator = torch.Generator().manual_seed(3)
    return {
        "w": torch.zeros(4),
        "generator": generator.get_state(),
        "step": 0,
        "losses": torch.empty(0),
    }


def advance(state: State, steps: int) -> State:
    """`steps` more steps of gradient descent on noisy data."""
    generator = torch.Generator()
    generator.set_state(state["generator"])
    w, losses = state["w"].clone(), []
    for step in range(state["step"], state["step"] + steps):
        x = torch.randn(8, 4, generator=generator)
        error = x @ w - x.sum(1)
        losses.append(float((error**2).mean()))
        w -= (0.1 if step < 60 else 0.01) * x.T @ error / 8
    return {
        "w": w,
        "generator": generator.get_state(),
        "step": state["step"] + steps,
        "losses": torch.cat([state["losses"], torch.tensor(losses)]),
    }


class Counting:
    """`advance`, which notes its calls and stops before call number `fails`."""

    def __init__(self, fails: int = 0, error: BaseException | None = None) -> None:
        self.fails = fails
        self.error = error or KeyboardInterrupt()
        self.chunks: list[int] = []

    def __call__(self, state: State, steps: int) -> State:
        """One chunk."""
        if len(self.chunks) + 1 == self.fails:
            raise self.error
        self.chunks.append(steps)
        return advance(state, steps)


def run(path: Path, moves: Any, said: list[str], *, steps: int = 100, key: str = "a") -> State:
    """The run of the tests: 100 steps in chunks of 15."""
    return long_run(moves, start(), steps, chunk=15, path=path, key=key, say=said.append)


def same(a: State, b: State) -> bool:
    """Whether two states agree to the last bit."""
    return a["step"] == b["step"] and all(
        torch.equal(a[name], b[name]) for name in ("w", "generator", "losses")
    )


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError("no")], ids=["ctrl-c", "error"])
def test_goes_on_bit_for_bit(tmp_path: Path, error: BaseException) -> None:
    """Stopped in the fourth chunk and called again, it ends as if nothing had happened."""
    path, said = tmp_path / "new" / "run.pt", []
    stopped, resumed = Counting(4, error), Counting()
    with pytest.raises(type(error)):
        run(path, stopped, said)
    assert stopped.chunks == [15, 15, 15]

    got = run(path, resumed, said)

    assert resumed.chunks == [15, 15, 15, 10]
    assert same(got, advance(start(), 100))
    assert said == ["goes on after 45 of 100 steps, 0 s", "100 steps in 0 s"]


def test_a_finished_run_is_not_run_again(tmp_path: Path) -> None:
    """The second call returns what the file holds and says how to run it again."""
    path, said, again = tmp_path / "run.pt", [], Counting()
    first = run(path, Counting(), said)

    assert same(run(path, again, said), first)
    assert not again.chunks
    assert said[-1] == f"already done; delete {path} to run it again"


@pytest.mark.parametrize("other", [{"key": "b"}, {"steps": 90}])
def test_other_settings_begin_again(tmp_path: Path, other: dict[str, Any]) -> None:
    """Nothing is mixed with a run of another key or length."""
    path, said = tmp_path / "run.pt", []
    with pytest.raises(KeyboardInterrupt):
        run(path, Counting(3), said)

    got = run(path, Counting(), said, **other)

    assert same(got, advance(start(), other.get("steps", 100)))
    assert said[0] == f"{path} is of other code or settings; the run begins again"
    assert not any(text.startswith("goes on") for text in said)


def damages(path: Path) -> dict[str, bytes]:
    """Ways in which the file can be no good."""
    whole, other = path.read_bytes(), io.BytesIO()
    torch.save([1, 2], other)
    return {
        "empty": b"",
        "cut": whole[:-50],
        "half": whole[: len(whole) // 2],
        "text": b"no file of torch",
        "other": other.getvalue(),
    }


@pytest.mark.parametrize("kind", ["empty", "cut", "half", "text", "other"])
def test_a_damaged_file_begins_again(tmp_path: Path, kind: str) -> None:
    """One sentence says so, and the result is right."""
    path, said = tmp_path / "run.pt", []
    with pytest.raises(KeyboardInterrupt):
        run(path, Counting(3), said)
    path.write_bytes(damages(path)[kind])

    assert same(run(path, Counting(), said), advance(start(), 100))
    assert said[0] == f"{path} is damaged; the run begins again"
    assert len(said) == 2


def test_the_file_is_whole_at_every_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed while it writes, it goes on from the chunk before."""
    path, said, write = tmp_path / "run.pt", [], Path.write_bytes
    written = []

    def write_half(target: Path, content: bytes) -> int:
        written.append(target)
        if len(written) == 3:
            write(target, content[:100])
            raise KeyboardInterrupt
        return write(target, content)

    monkeypatch.setattr(Path, "write_bytes", write_half)
    with pytest.raises(KeyboardInterrupt):
        run(path, Counting(), said)
    assert path not in written

    resumed = Counting()
    assert same(run(path, resumed, said), advance(start(), 100))
    assert sum(resumed.chunks) == 70


def test_a_line_every_tenth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where there is no terminal, a line tells how far it is at every tenth."""
    long_run(advance, start(), 100, chunk=4, path=tmp_path / "run.pt", key="a")
    *lines, last = capsys.readouterr().err.splitlines()
    counts = [int(line.split()[0]) for line in lines]
    assert counts == [12, 20, 32, 40, 52, 60, 72, 80, 92, 100]
    assert lines[1] == "20 of 100 steps, 0 s"
    assert last == "100 steps in 0 s"


def test_a_bar_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal it is a bar with the number of steps."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    long_run(advance, start(), 100, chunk=20, path=tmp_path / "run.pt", key="a")
    assert "100/100" in terminal.getvalue()
    assert terminal.getvalue().endswith("100 steps in 0 s\n")


def test_wrong_sizes(tmp_path: Path) -> None:
    """A chunk of no steps would never end."""
    with pytest.raises(ValueError, match="chunks of 0"):
        long_run(advance, start(), 10, chunk=0, path=tmp_path / "run.pt", key="a")


def test_minutes() -> None:
    """Times are for people."""
    assert [minutes(s) for s in (0.2, 59.4, 59.6, 725)] == [
        "0 s",
        "59 s",
        "1 min 0 s",
        "12 min 5 s",
    ]


TOPIC = """
title = "a topic with a long run"
hours = "2-4"
pass_mark = 60
[[files]]
name = "layers.py"
title = "one function"
[[files.tasks]]
id = "add"
ref = "L-E1"
title = "a sum"
points = 80
hints = ["Where to look: the sum.", "Which idea: addition."]
"""

MILESTONE = '''
from grader import long_run, milestone, observe


@observe
def more(m, state, steps):
    """Adds, for two seconds of the file's time."""
    if state["slow"]:
        import time
        time.sleep(0.2)
    for _ in range(steps):
        state["sum"] = m.add(state["sum"], 1)
    return state


@milestone(full=True, deadline=60.0)
def test_sum(student, tmp_path, capsys, record_property):
    """adds up to 200"""
    key = student.hash_of("add")
    assert len(key) == 64
    start = {"sum": 0, "slow": True}
    with capsys.disabled():
        got = long_run(
            lambda state, steps: student.of("add").run(more, state, steps),
            start, 200, chunk=20, path=tmp_path / "run.pt", key=key,
        )
    record_property("tell", f"sum {got['sum']}")
    assert got["sum"] == 200
'''


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of one topic with a milestone that runs long."""
    root = tmp_path_factory.mktemp("long")
    topic = root / "exercises" / "long"
    topic.mkdir(parents=True)
    (root / "exercises" / "data").mkdir()
    (root / "exercises" / "course.toml").write_text(
        'title = "t"\nversion = "1"\n[[topics]]\nid = "long"\n'
    )
    (topic / "topic.toml").write_text(TOPIC)
    (topic / "layers.py").write_text("def add(a, b):\n    return a + b\n")
    (topic / "test_milestones.py").write_text(MILESTONE)
    return root


@pytest.mark.parametrize(
    "jail",
    [pytest.param([], id="here"), pytest.param(["--jail"], id="jail", marks=pytest.mark.full)],
)
def test_a_learner_sees_it_move(folder: Path, jail: list[str]) -> None:
    """pytest shows the progress; in a jail each chunk has the whole time of a file."""
    lowered = "import pytest, sys, grader.check.backend as b; b.FILE_SECONDS = 1.0; "
    command = f"sys.exit(pytest.main({['exercises/long', '-m', 'full', *jail]!r}))"
    done = subprocess.run(
        [sys.executable, "-c", lowered + command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "160 of 200 steps" in done.stderr
    assert "sum 200" in done.stdout
    assert "\n  reached" in done.stdout
