"""Many commands, each in a process of its own, without the seconds that imports take in each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# Imports what every run needs once, then forks for every run and says how it ended.
_MANY = """
import json, os, sys, torch, numpy, pytest, grader.learn.local, grader.check.expect
from grader.cli.app import main
torch.set_num_threads(1)
# Our plugin is imported already, of which pytest would warn in every run.
quiet = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
for folder, log, (command, *arguments) in json.loads(sys.argv[1]):
    if os.fork() == 0:
        os.chdir(folder)
        to = os.open(log, os.O_CREAT | os.O_WRONLY)
        os.dup2(to, 1)
        os.dup2(to, 2)
        sys.argv[:] = [command, *arguments]
        try:
            status = pytest.main([*arguments, *quiet]) if command == "pytest" else main()
        except SystemExit as e:
            status = e.code
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status or 0)
    print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
"""


@dataclass(frozen=True)
class Done:
    """How a run ended, and what it printed on both streams."""

    returncode: int
    printed: str


def run_in_forks(logs: Path, runs: Sequence[tuple[Path, Sequence[str]]]) -> list[Done]:
    """Run (folder, command) one after another; a command is "pytest" or "grader" with arguments.

    Output goes to files in the folder `logs`. A run imports nothing anew, so that it cannot show
    what a command does without torch.
    """
    paths = [logs / f"{number}.log" for number in range(len(runs))]
    todo = [
        (str(folder), str(path), list(command))
        for path, (folder, command) in zip(paths, runs, strict=True)
    ]
    done = subprocess.run(
        [sys.executable, "-c", _MANY, json.dumps(todo)],
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        check=True,
        capture_output=True,
        text=True,
    )
    ended = map(int, done.stdout.split())
    return [Done(code, path.read_text()) for code, path in zip(ended, paths, strict=True)]
