"""The trial of a release: in an environment that knows nothing else, no check is started."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

from grader.course.manifest import STUDENT_ROOT, Course
from grader.errors import CourseError, EngineError, GraderError
from grader.stored import read

_SECONDS = 900
# What a process needs of its surroundings; a course's own paths and secrets are not among it.
_KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG")


def try_untouched(course: Course, scratch: Path) -> None:
    """Run all visible checks of a copy of the student repository `course`, as a student does.

    The environment is a new one with the copy's own engine; only the installed dependencies come
    from here. Raises CourseError unless every check of every task says "not started".
    """
    folder, record = scratch / "student", scratch / "record.json"
    shutil.copytree(course.root, folder, ignore=shutil.ignore_patterns(".git"))
    python = environment(scratch / "environment", folder / "src")
    options = ["-p", "no:cacheprovider", "--record", str(record)]
    try:
        done = subprocess.run(
            [python, "-I", "-B", "-m", "pytest", STUDENT_ROOT, *options],
            cwd=folder,
            env={k: v for k, v in os.environ.items() if k in _KEPT} | {"HOME": str(scratch)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CourseError(f"the trial of the release took longer than {_SECONDS} s.") from None
    if problem := _problem(course, record):
        said = (done.stdout + done.stderr).decode(errors="replace").strip().splitlines()
        last = "".join(f"\n  {line}" for line in said[-15:])
        raise CourseError(f"the trial of the release failed: {problem}{last}")


def environment(folder: Path, source: Path) -> str:
    """A new environment with `source` and the dependencies of this one; its Python."""
    try:
        venv.create(folder, symlinks=os.name != "nt")
    except (OSError, subprocess.CalledProcessError) as e:
        raise EngineError(f"no environment can be made for the trial: {e}") from None
    base = {"base": str(folder), "platbase": str(folder)}
    site = Path(sysconfig.get_path("purelib", scheme="venv", vars=base))
    # Path files of the folders named here are not followed, so an editable install is not found.
    installed = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    site.joinpath("trial.pth").write_text("".join(f"{path}\n" for path in [source, *installed]))
    scripts = Path(sysconfig.get_path("scripts", scheme="venv", vars=base))
    return str(scripts / ("python.exe" if os.name == "nt" else "python"))


def _problem(course: Course, path: Path) -> str:
    """What is wrong with the record at `path`, "" if it is that of untouched stubs."""
    try:
        record = read(path)
    except GraderError as e:
        return str(e)
    topics = {topic.id: topic for topic in record.topics}
    for spec in course.topics.values():
        tasks = {task.id: task for task in topics[spec.id].tasks} if spec.id in topics else {}
        for name in spec.tasks:
            states = {check.state for check in tasks[name].checks} if name in tasks else set()
            if not states:
                return f"{spec.id}: no check of '{name}' ran"
            if states != {"not_started"}:
                return f"{spec.id}: '{name}' says {', '.join(sorted(states))}, not: not started"
    return ""
