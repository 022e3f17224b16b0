"""A mutation run of the engine itself: small changes to its modules, which its tests must notice.

    python -m tests.repository.engine_mutation --count 300

Each mutant stands in a copy of this repository with an environment of its own, so that the root and
the workers run it as well. The quick tests of its part run first, up to the first
that fails; a mutant that passes them all runs what takes longer. Who passes that, too, survives.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

from tests.course_copy import git

from classroom.author.mutants import Mutant, mutants
from classroom.release.untouched import environment

ROOT = Path(__file__).resolve().parents[2]
KNOWN = Path(__file__).with_name("engine_survivors.toml")
SECONDS = 300.0
_PYTEST = ["-m", "pytest", "-x", "-q", "--tb=no", "-p", "no:cacheprovider"]
_COURSE = ["-m", "grader.cli.app", "course", "check", "micrograd"]


@dataclass(frozen=True)
class Part:
    """A part of the engine, its quick tests, and what is run after them."""

    modules: str
    quick: tuple[str, ...]
    then: tuple[tuple[str, ...], ...]


def _tests(*names: str) -> tuple[str, ...]:
    return (*_PYTEST, *(f"tests/{name}.py" for name in names))


PARTS = (
    Part(
        "src/grader/check",
        _tests("engine/test_check_units", "engine/test_messages"),
        (tuple(_COURSE), _tests("course/test_contract_bites", "e2e/test_milestones")),
    ),
    Part(
        "src/grader/sandbox",
        _tests("engine/test_codec", "engine/test_sandbox", "engine/test_forbid"),
        (
            _tests("engine/test_op_names", "engine/test_workers"),
            tuple(_COURSE),
            _tests("redteam/test_redteam", "redteam/test_fuzz"),
        ),
    ),
    Part(
        "src/grader/render",
        _tests("engine/test_render_markdown", "engine/test_render_ritual", "engine/test_messages"),
        (_tests("engine/test_exports", "engine/test_questions", "e2e/test_progress"),),
    ),
    Part("src/grader/quiz", _tests("engine/test_questions"), (_tests("course/test_questions"),)),
    Part(
        "src/classroom/grade",
        _tests("engine/test_shard", "engine/test_workers", "engine/test_questions"),
        (tuple(_COURSE), _tests("engine/test_grade")),
    ),
)


@dataclass(frozen=True)
class Tried:
    """A mutant, and what noticed it: "" if nothing did."""

    part: Part
    mutant: Mutant
    noticed: str
    seconds: float


def population() -> list[tuple[Part, Mutant]]:
    """Every mutant of every part."""
    found = []
    for part in PARTS:
        for path in sorted((ROOT / part.modules).glob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            found += [(part, m) for m in mutants(name, path.read_text(encoding="utf-8"))]
    return found


def sample(count: int, seed: int) -> list[tuple[Part, Mutant]]:
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


def run(chosen: Sequence[tuple[Part, Mutant]], workers: int = 2) -> Iterator[Tried]:
    """Try the mutants, a copy of the repository for each worker.

    Raises RuntimeError where tests fail without any change: nothing would be learnt.
    """
    with tempfile.TemporaryDirectory(prefix="engine-mutation-") as scratch:
        copies: Queue[tuple[Path, Path]] = Queue()
        for number in range(workers):
            copies.put(_copy(Path(scratch) / str(number)))

        def one(item: tuple[Part, Mutant]) -> Tried:
            copy = copies.get()
            try:
                return _try(*item, *copy)
            finally:
                copies.put(copy)

        def untouched(part: Part) -> None:
            copy = copies.get()
            try:
                for command in (part.quick, *part.then):
                    if said := _run(copy[1], command, copy[0]):
                        raise RuntimeError(f"the tests of {part.modules} fail as it stands: {said}")
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(untouched, {part.modules: part for part, _ in chosen}.values()))
            yield from pool.map(one, chosen)


def _copy(folder: Path) -> tuple[Path, Path]:
    """A copy of what git knows of this repository, and a Python that imports the engine from it."""
    tree = folder / "tree"
    for name in git(ROOT, "ls-files").splitlines():
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tree / name)
    git(tree, "init", "--quiet")
    git(tree, "add", "--all")
    python = Path(environment(folder / "environment", tree / "src"))
    command = python.with_name("grader")
    command.write_text(f"#!{python}\nfrom grader.cli.app import main\n\nmain()\n")
    command.chmod(0o755)
    return tree, python


def _try(part: Part, mutant: Mutant, tree: Path, python: Path) -> Tried:
    path = tree / mutant.file
    original = path.read_text(encoding="utf-8")
    began = time.monotonic()
    path.write_text(mutant.text, encoding="utf-8")
    try:
        for command in (part.quick, *part.then):
            if said := _run(python, command, tree):
                return Tried(part, mutant, said, time.monotonic() - began)
    finally:
        path.write_text(original, encoding="utf-8")
    return Tried(part, mutant, "", time.monotonic() - began)


def _run(python: Path, command: Sequence[str], tree: Path) -> str:
    """What the command says where it fails, "" where it does not."""
    outside = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    process = subprocess.Popen(
        [str(python), *command],
        cwd=tree,
        env=outside | {"HOME": str(tree.parent), "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        out, _ = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.communicate()
        return "out of time"
    if not process.returncode:
        return ""
    failed = [line for line in out.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return (failed or out.strip().splitlines() or [f"status {process.returncode}"])[-1][:150]


def main() -> int:
    """Try a sample and print it; the exit status says whether anything new survives."""
    parser = argparse.ArgumentParser(description=__doc__, prog="engine_mutation")
    parser.add_argument("--count", type=int, default=100, help="how many mutants (default: 100)")
    parser.add_argument("--seed", type=int, default=1, help="which ones (default: 1)")
    parser.add_argument("--workers", type=int, default=2, help="at once (default: 2)")
    parser.add_argument("--only", default="", help="mutants of files with this in their path")
    given = parser.parse_args()
    chosen = sample(given.count, given.seed)
    if given.only:
        chosen = [item for item in population() if given.only in item[1].file]
        chosen = random.Random(given.seed).sample(chosen, min(given.count, len(chosen)))
    known, began = known_survivors(), time.monotonic()
    new, counts = 0, Counter[tuple[str, str]]()
    for number, tried in enumerate(run(chosen, given.workers), 1):
        mutant = tried.mutant
        result = "killed" if tried.noticed else "on record" if key(mutant) in known else "SURVIVES"
        counts[tried.part.modules, result] += 1
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
