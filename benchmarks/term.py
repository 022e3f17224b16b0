"""What a term costs: making, collecting, grading and regrading it, with time and peak memory.

Makes a term of N students (tests/term/generate.py) in two topics, serves it from the fake GitHub on
this machine, and runs the commands. Every grade is compared with the oracle; a changed check must
move those whom the oracle says. Peak memory is that of the largest process of a step.
Run: python benchmarks/term.py [--students 300] [--contents 40] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.course_copy import GRADER
from tests.term import banks, generate, large
from tests.term.support import SECRET, Made, differences, grade_contents, most_failed, served
from tests.term.support import weaken as weaken_check

from grader.course.manifest import load_course


class Steps:
    """The steps so far, a line each as they end."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, float]] = {}

    def here(self, name: str, function: Callable[[], Any]) -> Any:
        """A step in this process."""
        start = time.monotonic()
        made = function()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        self._tell(name, time.monotonic() - start, peak)
        return made

    def command(self, name: str, made: Made, *arguments: str | Path, status: int = 0) -> str:
        """A command; what it said."""
        start = time.monotonic()
        env = os.environ | {"GRADER_SECRET": SECRET} | made.env
        with tempfile.TemporaryFile("w+") as out:
            run = subprocess.Popen(
                [GRADER, *map(str, arguments)], cwd=made.course, env=env, stdout=out, stderr=out
            )
            _, ended, used = os.wait4(run.pid, 0)
            out.seek(0)
            said = out.read()
        code = os.waitstatus_to_exitcode(ended)
        if code != status:
            raise SystemExit(f"{name}: exit status {code}, not {status}\n{said[-3000:]}")
        self._tell(name, time.monotonic() - start, used.ru_maxrss)
        return said

    def _tell(self, name: str, seconds: float, kilobytes: float) -> None:
        self.found[name] = {"seconds": round(seconds, 1), "MB": round(kilobytes / 1024)}
        print(f"{name:34} {seconds:8.1f} s {kilobytes / 1024:8.0f} MB", flush=True)


def main() -> None:
    """Make, collect, grade, regrade; print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--contents", type=int, default=large.CONTENTS)
    parser.add_argument("--keep", type=Path, help="a new folder for the term")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = options.keep or Path(name)
        folder.mkdir(exist_ok=True)
        measure(folder, options.students, options.contents)


def measure(folder: Path, students: int, contents: int) -> None:
    """All steps in `folder`."""
    steps = Steps()
    large_term = partial(large.large_term, folder, students, contents)
    made = steps.here("make, contents graded once", large_term)
    term, desk = ("--term", made.desk), made.desk
    pushes = sum(len(student.events) for student in made.term.students)
    print(f"{students} students, {pushes} pushes, {len(made.term.roster)} on the roster")
    with served(made):
        steps.command("collect", made, "collect", *term, status=3)
        steps.command("collect again", made, "collect", *term, status=3)
    steps.command("grade", made, "grade", *term, "--out", folder / "report")
    for name, policy in large.POLICIES.items():
        generate.write_policy(policy, desk)
        steps.command(f"policy: {name}", made, "grade", *term, "--out", folder / "report")
        expect_none(differences(made.found(), made.expected(policy), made.term))
    generate.write_policy(large.TENTH, desk)
    steps.command("status", made, "term", "status", desk)
    unchanged = steps.command("regrade, nothing changed", made, "regrade", *term)
    expect_none([] if "nothing changes" in unchanged else [unchanged])
    check = most_failed(folder, large.TOPICS[1])
    weaken_check(made.course, check)
    said = steps.command("regrade, a check changed", made, "regrade", *term)
    before = made.expected(large.TENTH)
    after = replace(made, worth=worth_now(made, contents)).expected(large.TENTH)
    movers = {student for student in before if before[student] != after[student]}
    told = set(re.findall(r"^  (\w+): total", said, re.MULTILINE))
    print(f"{check} passes for all now: {len(movers)} of {len(before)} move")
    expect_none([f"{name}: moves only here or there" for name in sorted(told ^ movers)])
    [number] = re.findall(r"grader accept (\d+)", said)
    steps.command("accept", made, "accept", number, *term)
    expect_none(differences(made.found(), after, made.term))
    print(json.dumps(steps.found))


def worth_now(made: Made, contents: int) -> Any:
    """What each content is worth at the course as it is now."""
    loaded = load_course(made.course)
    drawn = [banks.bank(loaded, loaded.topic(t), contents, large.SEED) for t in large.TOPICS]
    return grade_contents(made.course, drawn, made.folder)


def expect_none(lines: list[str]) -> None:
    """End where there is a difference."""
    if lines:
        raise SystemExit("\n".join([f"{len(lines)} differences", *lines[:40]]))


if __name__ == "__main__":
    main()
