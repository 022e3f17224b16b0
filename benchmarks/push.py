"""What a push costs: the steps of the student's workflow, each in wall and CPU seconds.

    python -m benchmarks.push [--course FOLDER] [--work FOLDER]

Beside it stands what each push did before: install everything, whatever is begun, and a second job
that installs again to post. Packages come from pip's own sources, here or over the network; that of
GitHub's cache is a file on this disk, so what is called restored is unpacking alone. Both are said
below the table. Minutes are jobs, each rounded up.
"""

from __future__ import annotations

import argparse
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from classroom.author.compose import solutions
from classroom.release.release import lay_out
from grader.course.manifest import Course, load_course
from grader.repository import begun, manifest

ROOT = Path(__file__).resolve().parent.parent
GIT = ["git", "-c", "user.name=a", "-c", "user.email=a@b.invalid", "-c", "commit.gpgsign=false"]
# A job without an install: checkout, and the runner's own steps (measured nowhere: an estimate).
START = 8.0


class Clock:
    """Seconds of what was run: wall time and CPU."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def run(self, *command: str | Path, cwd: Path, **env: str) -> str:
        """Run a command to its end, whatever its exit status; what it printed."""
        before, begun_at = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(
            list(map(str, command)),
            cwd=cwd,
            env=os.environ | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.wall += time.perf_counter() - begun_at
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.cpu += after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return done.stdout

    def __str__(self) -> str:
        return f"{self.wall:.1f} ({self.cpu:.1f})"


def install(student: Path, place: Path, level: str, extra: str) -> Clock:
    """The step `install` of the composite action into a new environment."""
    clock = Clock()
    clock.run(sys.executable, "-m", "venv", place, cwd=student)
    path = f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}"
    script = student / ".github/actions/setup/install"
    said = clock.run(
        "bash", script, level, extra, cwd=student, PATH=path, RUNNER_TEMP=str(place.parent),
        PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_RETRIES="0", PIP_DEFAULT_TIMEOUT="5",
    )  # fmt: skip
    if not (place / "bin/grader").exists():
        sys.exit(f"the install failed:\n{said[-3000:]}")
    return clock


def restored(place: Path) -> tuple[Clock, float]:
    """Unpacking a kept environment, and its size in MB as it is kept."""
    archive, clock = place.with_suffix(".tar.zst"), Clock()
    Clock().run("tar", "-I", "zstd -T0", "-cf", archive, place.name, cwd=place.parent)
    target = place.with_suffix(".back")
    target.mkdir()
    clock.run("tar", "-I", "zstd", "-xf", archive, cwd=target)
    shutil.rmtree(target)
    return clock, archive.stat().st_size / 1e6


def checks(student: Path, environment: Path, work: Path) -> tuple[Clock, Clock]:
    """The steps stage, and doctor, pytest and summary, of the last commit."""
    bin_, copy, results = environment / "bin", work / "copy", work / "results"
    stage, check = Clock(), Clock()
    stage.run(bin_ / "grader", "github", "stage", copy, results, cwd=student)
    topics = stage_topics(results)
    if topics:
        check.run(bin_ / "grader", "doctor", cwd=copy)
        options = ["--jail", "-p", "no:cacheprovider", "--record", str(results / "record.json")]
        check.run(bin_ / "pytest", *topics, *options, cwd=copy)
    check.run(bin_ / "grader", "github", "summary", results, cwd=copy)
    if topics and not (results / "record.json").exists():
        sys.exit("the checks left no record")
    shutil.rmtree(work)
    return stage, check


def stage_topics(results: Path) -> list[str]:
    """The topics to check, of stage.json."""
    import json

    return [
        f"exercises/{topic}" for topic in json.loads((results / "stage.json").read_text())["topics"]
    ]


def student_repository(course: Course, folder: Path) -> Path:
    """A student's repository as it comes from the template."""
    paths = lay_out(course.root, folder)
    described = manifest.describe(load_course(folder), paths, "")
    (folder / manifest.FILE).write_bytes(manifest.encode(described))
    subprocess.run([*GIT, "init", "-q", "-b", "main"], cwd=folder, check=True)
    return folder


def answer(student: Path) -> None:
    with (student / "exercises/makemore4/answers.toml").open("a") as sheet:
        sheet.write("# begun\n")


def solve(course: Course, topic: str, without: str = "") -> Callable[[Path], None]:
    def write(student: Path) -> None:
        for name, text in solutions(course, course.topic(topic)).items():
            if Path(name).name != without:
                (student / name).write_text(text)

    return write


def minutes(*jobs: list[Clock]) -> str:
    """What is paid for, every job rounded up: as on a quiet machine, to as it was here."""
    least, most = (
        sum(math.ceil((START + sum(getattr(step, kind) for step in job)) / 60) for job in jobs)
        for kind in ("cpu", "wall")
    )
    return str(least) if least == most else f"{least} to {most}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--course", type=Path, default=ROOT)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()))
    given = parser.parse_args()
    course = load_course(given.course)
    pushes: dict[str, Callable[[Path], None]] = {
        "untouched template": lambda student: None,
        "answers of makemore4": answer,
        "micrograd, but for PyTorch": solve(course, "micrograd", without="pytorch.py"),
        "makemore4": solve(course, "makemore4"),
    }
    with tempfile.TemporaryDirectory(prefix="push-", dir=given.work) as scratch:
        folder = Path(scratch)
        student = student_repository(course, folder / "student")
        places = {level: folder / level for level in ("light", "no-torch", "all")}
        fresh = {level: install(student, place, level, "push") for level, place in places.items()}
        kept = {level: restored(places[level]) for level in ("no-torch", "all")}
        print("wall seconds (CPU seconds)\n")
        print("| push | needs | found out | installed | or restored | stage | checks | before |")
        print("|---|---|---|---|---|---|---|---|")
        notes = []
        for name, write in pushes.items():
            work = shutil.copytree(student, folder / "pushed", symlinks=True)
            write(work)
            subprocess.run([*GIT, "add", "--all"], cwd=work, check=True)
            subprocess.run([*GIT, "commit", "-qm", "work"], cwd=work, check=True)
            look = Clock()
            script = "src/grader/repository/begun.py"
            level = look.run("python3", "-I", script, cwd=work).strip()
            assert level in begun.LEVELS
            needs = "all" if level == "none" else level
            stage, check = checks(work, places[needs], folder / "work")
            before = f"install {fresh['all']}"
            # What a job was before: with no record there was no second one to post.
            old = [[fresh["all"], stage, check]]
            first = again = [look]
            cells = [name, level, look, *["nothing"] * 4]
            if level != "none":
                old.append([fresh["light"]])
                before += f", and {fresh['light']} to post"
                cells = [name, level, look, fresh[level], kept[level][0], stage, check]
                first, again = ([look, env, stage, check] for env in (fresh[level], kept[level][0]))
            print("|", " | ".join(map(str, [*cells, before])), "|", flush=True)
            notes.append(
                f"{name}: {minutes(*old)} paid minutes before; now {minutes(first)} at first, "
                f"{minutes(again)} from the kept environment"
            )
            shutil.rmtree(work)
        print()
        for level, (_clock, size) in kept.items():
            print(f"an environment {level}: {size:.0f} MB as GitHub keeps it")
        print(*notes, sep="\n")
        print(
            f"Estimates: {START:.0f} s a job for checkout and the runner; no network for packages "
            "or cache; this machine's speed."
        )


if __name__ == "__main__":
    main()
