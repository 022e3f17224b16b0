"""A mutation run of the engine itself: small changes to its modules, which its tests must notice.

    python -m tests.repository.engine_mutation --count 300

Each mutant stands in a copy of this repository with an environment of its own, so that the root and
the workers run it as well. First come the quick tests that run the changed line (quick_tests.py:
measured once, in this process only), quickest first, up to the first that fails. A mutant that
passes them all, or that none runs, is tried by what takes longer: commands and workers, whose
lines are not measured. Who passes that, too, survives.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from threading import Lock

from tests.course_copy import git
from tests.repository.quick_tests import SECONDS_FILE, QuickTests, statement_at

from classroom.author.mutants import Mutant, mutants
from classroom.release.untouched import environment

ROOT = Path(__file__).resolve().parents[2]
KNOWN = Path(__file__).with_name("engine_survivors.toml")
# Seconds of quick tests for a mutant, and of anything else.
QUICK, SECONDS = 20.0, 300.0
_PYTEST = ("pytest", "-x", "-q", "--tb=no", "-rfE", "-p", "no:cacheprovider")


def _tests(*names: str) -> tuple[str, ...]:
    return (*_PYTEST, *(f"tests/{name}.py" for name in names))


def _course(topic: str) -> tuple[str, ...]:
    return ("grader", "course", "check", topic, "--workers", "1")


# Tests that mostly work in the process that runs them.
QUICK_TESTS = _tests(
    *("engine/test_check_units", "engine/test_codec", "engine/test_forbid", "engine/test_op_names"),
    *("engine/test_questions", "engine/test_render_csv", "engine/test_render_escape"),
    *("engine/test_render_html", "engine/test_render_markdown", "engine/test_render_ritual"),
    *("engine/test_render_terminal", "engine/test_exports", "engine/test_late"),
    "engine/test_dates",
    *("engine/test_landlock", "engine/test_sandbox", "engine/test_secret"),
    *("engine/test_collect", "engine/test_naming", "redteam/test_budgets"),
    *("course/test_questions", "repository/test_records", "engine/test_cache_keys"),
)
# Modules -> what is run after their quick tests, in this order.
PARTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "src/grader/check": (
        _tests("engine/test_messages", "engine/test_course_faults"),
        _course("micrograd"),
        _course("makemore4"),
    ),
    "src/grader/sandbox": (
        _tests("engine/test_sandbox", "engine/test_workers", "redteam/test_budgets"),
        _course("micrograd"),
        _tests("redteam/test_bites", "redteam/test_redteam"),
    ),
    "src/grader/render": (
        _tests("engine/test_messages", "e2e/test_progress", "engine/test_course_faults"),
    ),
    "src/grader/quiz": (_tests("engine/test_messages"), _course("micrograd")),
    "src/classroom/grade": (
        _tests("engine/test_course_faults", "engine/test_shard", "engine/test_rerun"),
        _course("micrograd"),
        _tests("engine/test_fence", "engine/test_ritual", "redteam/test_submissions"),
    ),
}
# What tests import; of this repository nothing, since every mutant has an engine of its own.
_WARM = """
import json, os, select, signal, sys
import coverage, httpx, hypothesis, jinja2, msgspec, numpy, pytest, rich.progress, torch, typer

torch.set_num_threads(1)
sys.path.remove("")


def run(command):
    sys.argv[:] = command
    if command[0] == "pytest":
        sys.path.insert(0, os.getcwd())
        return pytest.main(command[1:])
    from grader.cli.app import main
    return main()


for line in sys.stdin:
    request = json.loads(line)
    pid = os.fork()
    if pid == 0:
        os.setsid()
        opened = os.open(request["log"], os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
        os.dup2(opened, 1)
        os.dup2(opened, 2)
        status = 1
        try:
            status = run(request["command"])
        except SystemExit as e:
            status = e.code
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status or 0)
    ended = select.select([os.pidfd_open(pid)], [], [], request["seconds"])[0]
    if not ended:
        os.killpg(pid, signal.SIGKILL)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) if ended else "late", flush=True)
"""


@dataclass(frozen=True)
class Tried:
    """A mutant, and what noticed it: "" if nothing did; whether a quick test runs its line."""

    part: str
    mutant: Mutant
    noticed: str
    seconds: float
    covered: bool


def population() -> list[tuple[str, Mutant]]:
    """Every mutant of every part."""
    found = []
    for part in PARTS:
        for path in sorted((ROOT / part).glob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            found += [(part, m) for m in mutants(name, path.read_text(encoding="utf-8"))]
    return found


def sample(count: int, seed: int) -> list[tuple[str, Mutant]]:
    """`count` of the population, drawn from the parts by their size."""
    everything = population()
    return random.Random(seed).sample(everything, min(count, len(everything)))


def known_survivors() -> dict[tuple[str, str, str, str], str]:
    """(file, function, before, after) -> why nothing can notice it, of the survivors on record."""
    data = tomllib.loads(KNOWN.read_text(encoding="utf-8"))
    return {
        (one["file"], one["function"], one["before"], one["after"]): one["reason"]
        for one in data.get("survivors", [])
    }


def key(mutant: Mutant) -> tuple[str, str, str, str]:
    """What stays the same when lines move."""
    return mutant.file, mutant.function, mutant.before, mutant.after


class Copy:
    """A copy of what git knows of this repository, and a process that runs commands in it."""

    def __init__(self, folder: Path) -> None:
        self.tree, self._log = folder / "tree", folder / "log"
        for name in git(ROOT, "ls-files").splitlines():
            if (ROOT / name).is_file():
                (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, self.tree / name)
        git(self.tree, "init", "--quiet")
        git(self.tree, "add", "--all")
        self.python = Path(environment(folder / "environment", self.tree / "src"))
        command = self.python.with_name("grader")
        command.write_text(f"#!{self.python}\nfrom grader.cli.app import main\n\nmain()\n")
        command.chmod(0o755)
        outside = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        self.environment = outside | {"HOME": str(folder)}
        # By content: a mutant of the same second and size would be taken for the original.
        compiling = ["-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "src"]
        subprocess.run([self.python, *compiling], cwd=self.tree, check=True)
        self._warm: subprocess.Popen[str] | None = None

    def run(self, command: Sequence[str], seconds: float = SECONDS) -> str:
        """What the command says where it fails, "" where it does not."""
        if self._warm is None:
            self._warm = subprocess.Popen(
                [self.python, "-c", _WARM],
                cwd=self.tree,
                env=self.environment | {"OMP_NUM_THREADS": "1"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._warm.stdin is not None
        assert self._warm.stdout is not None
        request = {"command": command, "log": str(self._log), "seconds": seconds}
        print(json.dumps(request), file=self._warm.stdin, flush=True)
        status = self._warm.stdout.readline().strip()
        if status == "late":
            return "out of time"
        if status == "0":
            return ""
        lines = self._log.read_text(errors="replace").strip().splitlines()
        failed = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
        return (failed or lines or [f"status {status}"])[-1]

    def measure(self) -> QuickTests:
        """Which quick test runs which line. Raises RuntimeError where one fails."""
        folder = self.tree.parent
        settings = folder / "coverage.ini"
        settings.write_text(
            "[run]\nsource_pkgs =\n    grader\n    classroom\nparallel = true\npatch =\n"
            f"    fork\n    _exit\ndata_file = {folder}/.coverage\n"
        )
        measured = [self.python, "-m", "coverage", "run", f"--rcfile={settings}", "-m"]
        plugin = ["-p", "tests.repository.quick_tests"]
        seconds = folder / "seconds.json"
        done = subprocess.run(
            [*measured, QUICK_TESTS[0], *plugin, *QUICK_TESTS[1:]],
            cwd=self.tree,
            env=self.environment | {SECONDS_FILE: str(seconds)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = (done.stdout + done.stderr).strip().splitlines()[-3:]
            raise RuntimeError(f"the quick tests fail as it stands: {said}")
        combine = [self.python, "-m", "coverage", "combine", f"--rcfile={settings}", "-q"]
        subprocess.run(combine, cwd=self.tree, env=self.environment, check=True)
        return QuickTests.read(folder / ".coverage", seconds, self.tree)

    def close(self) -> None:
        """End the process."""
        if self._warm is not None and self._warm.stdin:
            self._warm.stdin.close()
            self._warm.wait()


def run(
    chosen: Sequence[tuple[str, Mutant]], workers: int = 2, *, quick: bool = False
) -> Iterator[Tried]:
    """Try the mutants, a copy of the repository for each worker; by `quick` tests alone if asked.

    Raises RuntimeError where tests fail without any change: nothing would be learnt.
    """
    with tempfile.TemporaryDirectory(prefix="engine-mutation-") as scratch:
        made = [Copy(Path(scratch) / str(number)) for number in range(workers)]
        copies: Queue[Copy] = Queue()
        for copy in made:
            copies.put(copy)
        bench = _Bench(made[0].measure(), {} if quick else PARTS)

        def one(item: tuple[str, Mutant]) -> Tried:
            copy = copies.get()
            try:
                return bench.judge(*item, copy)
            finally:
                copies.put(copy)

        try:
            with ThreadPoolExecutor(workers) as pool:
                yield from pool.map(one, chosen)
        finally:
            for copy in made:
                copy.close()


class _Bench:
    """Judges mutants by the quick tests, then by the commands of their part."""

    def __init__(self, quick: QuickTests, then: Mapping[str, tuple[tuple[str, ...], ...]]) -> None:
        self._quick, self._then = quick, then
        self._trusted: set[str] = set()
        self._lock = Lock()

    def judge(self, part: str, mutant: Mutant, copy: Copy) -> Tried:
        began = time.monotonic()
        line = int(mutant.id.split(":")[2])
        at = statement_at((copy.tree / mutant.file).read_text(encoding="utf-8"), line)
        noticed = self._quickly(mutant, at, copy)
        for command in () if noticed else self._then.get(part, ()):
            if noticed := self._by(command, mutant, copy):
                break
        covered = self._quick.run(mutant.file, at)
        return Tried(part, mutant, noticed[:150], time.monotonic() - began, covered)

    def _quickly(self, mutant: Mutant, at: range, copy: Copy) -> str:
        while tests := self._quick.of(mutant.file, at, QUICK):
            noticed = _changed((*_PYTEST, *tests), mutant, copy, 5 * QUICK)
            # A test that needs another one before it fails alone, and notices nothing.
            test = noticed.partition(" ")[2].partition(" - ")[0]
            if test not in tests or test in self._trusted or not copy.run((*_PYTEST, test)):
                self._trusted.add(test)
                return noticed
            self._quick.distrusted.add(test)
        return ""

    def _by(self, command: tuple[str, ...], mutant: Mutant, copy: Copy) -> str:
        with self._lock:
            if command not in self._trusted:
                if said := copy.run(command):
                    raise RuntimeError(f"{' '.join(command)} fails as it stands: {said}")
                self._trusted.add(command)
        return _changed(command, mutant, copy, SECONDS)


def _changed(command: Sequence[str], mutant: Mutant, copy: Copy, seconds: float) -> str:
    """What the command says of the mutant."""
    path = copy.tree / mutant.file
    original = path.read_text(encoding="utf-8")
    path.write_text(mutant.text, encoding="utf-8")
    try:
        return copy.run(command, seconds)
    finally:
        path.write_text(original, encoding="utf-8")


def main() -> int:
    """Try a sample and print it; the exit status says whether anything new survives."""
    parser = argparse.ArgumentParser(description=__doc__, prog="engine_mutation")
    parser.add_argument("--count", type=int, default=100, help="how many mutants (default: 100)")
    parser.add_argument("--seed", type=int, default=1, help="which ones (default: 1)")
    parser.add_argument("--workers", type=int, default=2, help="at once (default: 2)")
    parser.add_argument("--only", default="", help="mutants of files with this in their path")
    parser.add_argument("--quick", action="store_true", help="nothing but the quick tests")
    given = parser.parse_args()
    chosen = sample(given.count, given.seed)
    if given.only:
        chosen = [item for item in population() if given.only in item[1].file]
        chosen = random.Random(given.seed).sample(chosen, min(given.count, len(chosen)))
    known, began = known_survivors(), time.monotonic()
    new, counts = 0, Counter[tuple[str, str]]()
    for number, tried in enumerate(run(chosen, given.workers, quick=given.quick), 1):
        mutant = tried.mutant
        result = "killed" if tried.noticed else "on record" if key(mutant) in known else "SURVIVES"
        counts[tried.part, result] += 1
        counts[tried.part, "line that no quick test runs"] += not tried.covered
        new += result == "SURVIVES"
        left = (time.monotonic() - began) / number * (len(chosen) - number) / 60
        print(f"{number}/{len(chosen)} {result} {mutant.id} ({tried.seconds:.0f} s) ", end="")
        print(f"about {left:.0f} min left: {tried.noticed}", flush=True)
        if result == "SURVIVES":
            print(f"    - {mutant.before}\n    + {mutant.after}", flush=True)
    for (modules, result), count in sorted(counts.items()):
        print(f"{modules:24} {result:10} {count}")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
