"""A training of many minutes that can be interrupted and goes on where it stopped.

    with capsys.disabled():
        state = long_run(advance, start, 200_000, chunk=2000, path=path, key=key)

`advance(state, steps)` does the next steps and returns the new state. In a milestone it runs an
`@observe` function beside the student's code, so that a chunk is one call, with a deadline of its
own (at most a minute in a jail). pytest keeps what is written to the terminal for itself, unless
this runs inside `capsys.disabled()`.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypedDict

import torch

from grader.files import write_whole

State = dict[str, Any]
Say = Callable[[str], None]


class _Saved(TypedDict):
    """What the file holds: whose run it is, how far it is, and the seconds that it took."""

    key: str
    steps: int
    done: int
    seconds: float
    state: State


def long_run(
    advance: Callable[[State, int], State],
    start: State,
    steps: int,
    *,
    chunk: int,
    path: Path,
    key: str,
    say: Say | None = None,
) -> State:
    """The state after `steps` steps from `start`, `chunk` steps at a time.

    advance  does that many more steps; a state is a dict of tensors, numbers, texts and lists of
             them, and has all that the next steps depend on: parameters, buffers, the state of the
             generator (a uint8 tensor), the number of steps so far
    path     where the state is kept after every chunk
    key      says what the run depends on: its settings, and a hash of the code. A file with the
             same key and number of steps is gone on with, one with another is begun again
    say      is told what happens, a sentence each; by default it is written to stderr

    What `advance` raises, Ctrl-C as well, ends the run; the finished chunks stay in the file.
    """
    if chunk < 1 or steps < 0:
        raise ValueError(f"chunks of {chunk} of {steps} steps")
    say = say or _write
    run = _found(path, key, steps, say) or _Saved(
        key=key, steps=steps, done=0, seconds=0.0, state=start
    )
    if run["done"] == steps and path.is_file():
        say(f"already done; delete {path} to run it again")
        return run["state"]
    with _progress(steps, run["done"]) as show:
        while run["done"] < steps:
            count = min(chunk, steps - run["done"])
            before = time.perf_counter()
            run["state"] = advance(run["state"], count)
            run["seconds"] += time.perf_counter() - before
            run["done"] += count
            _keep(run, path)
            show(run["done"])
    say(f"{steps:,} steps in {minutes(run['seconds'])}")
    return run["state"]


def minutes(seconds: float) -> str:
    """A time for people: "8 s", "12 min 5 s"."""
    whole, rest = divmod(round(seconds), 60)
    return f"{whole} min {rest} s" if whole else f"{rest} s"


def _found(path: Path, key: str, steps: int, say: Say) -> _Saved | None:
    """The run in the file, if there is one to go on with; else why it is begun again."""
    if not path.exists():
        return None
    try:
        saved: _Saved = torch.load(path, weights_only=True)
        # A file of another kind has no such keys.
        same = saved["key"] == key and saved["steps"] == steps
        whole = 0 <= saved["done"] <= saved["steps"] and isinstance(saved["state"], dict)
        seconds = float(saved["seconds"])
    except Exception:
        # What damage makes torch.load raise is documented nowhere.
        whole = same = False
    if not whole:
        say(f"{path} is damaged; the run begins again")
        return None
    if not same:
        say(f"{path} is of other code or settings; the run begins again")
        return None
    if saved["done"] < steps:
        say(f"goes on after {saved['done']:,} of {steps:,} steps, {minutes(seconds)}")
    return saved


def _keep(run: _Saved, path: Path) -> None:
    packed = io.BytesIO()
    torch.save(run, packed)
    write_whole(path, packed.getvalue())


@contextmanager
def _progress(steps: int, done: int) -> Iterator[Callable[[int], None]]:
    """What shows how far it is: a bar on a terminal, else a line for every tenth."""
    if not sys.stderr.isatty():
        yield _lines(steps, done)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), "steps,", TimeRemainingColumn(), "left")
    with Progress(*columns, console=Console(stderr=True), refresh_per_second=2) as bar:
        task = bar.add_task("", total=steps, completed=done)
        yield lambda now: bar.update(task, completed=now)


def _lines(steps: int, done: int) -> Callable[[int], None]:
    started = time.perf_counter()
    told = 10 * done // steps if steps else 0

    def show(now: int) -> None:
        nonlocal told
        if 10 * now // steps > told:
            told = 10 * now // steps
            spent = minutes(time.perf_counter() - started)
            _write(f"{now:,} of {steps:,} steps, {spent}")

    return show


def _write(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
