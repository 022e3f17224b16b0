"""Hostile submissions that are more than a file: links, special files, repositories, names."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.conftest import is_full
from tests.engine.render_samples import whole_report
from tests.redteam.arena import HONEST, SECRET, TASKS, TOKEN, Arena, arena, children

from classroom.grade.batch import Graded, grade_all, jobs_for
from classroom.grade.submission import Job
from classroom.report.csv import gradebook
from classroom.report.table import class_table
from grader.render.markdown import feedback
from grader.stored import encode

STUBBORN = HONEST.replace("RED-TOKEN-other-submission", "its own work")
ONLY_HONEST = "def honest(x):\n    return 2 * x\n"
SOLUTION = "exercises/target/target.py"
Build = Callable[[Arena, Path], None]
CASES: dict[str, tuple[Build, float, str]] = {}


def case(points: float, words: str = "") -> Callable[[Build], Build]:
    """Register a submission: what it must earn, and what its record or problem must say."""

    def register(build: Build) -> Build:
        CASES[build.__name__] = (build, points, words)
        return build

    return register


def write(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def git(folder: Path, *arguments: str) -> str:
    """Run git, with a made-up identity."""
    who = ["-c", "user.name=s", "-c", "user.email=s@example.invalid", "-c", "commit.gpgsign=false"]
    command = ["git", *who, "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def repository(folder: Path, text: str) -> None:
    """A repository with one commit."""
    write(folder / SOLUTION, text)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "work")


def solved(made: Arena) -> Path:
    """Another student's repository, all solved, which nobody may copy from."""
    folder = made.root / "class" / "solved"
    if not folder.exists():
        repository(folder, HONEST.format(number="solved"))
    return folder


@case(0, "is, or lies behind, a symbolic link")
def link_to_the_reference(made: Arena, folder: Path) -> None:
    (folder / "exercises/target").mkdir(parents=True)
    (folder / SOLUTION).symlink_to(made.course / "reference/target/target.py")


@case(0, "is, or lies behind, a symbolic link")
def folder_link_to_the_reference(made: Arena, folder: Path) -> None:
    (folder / "exercises").mkdir(parents=True)
    (folder / "exercises/target").symlink_to(made.course / "reference/target")


@case(0, "is, or lies behind, a symbolic link")
def link_to_a_solved_submission(made: Arena, folder: Path) -> None:
    folder.mkdir()
    (folder / "exercises").symlink_to(solved(made) / "exercises")


@case(0, "is not a regular file")
def fifo(made: Arena, folder: Path) -> None:
    (folder / "exercises/target").mkdir(parents=True)
    os.mkfifo(folder / SOLUTION)


@case(0, "is, or lies behind, a symbolic link")
def link_to_a_device(made: Arena, folder: Path) -> None:
    (folder / "exercises/target").mkdir(parents=True)
    (folder / SOLUTION).symlink_to("/dev/zero")


@case(0, "is not a regular file")
def folder_in_place_of_a_file(made: Arena, folder: Path) -> None:
    (folder / SOLUTION).mkdir(parents=True)


@case(0, "is larger than 512 KB")
def large_file(made: Arena, folder: Path) -> None:
    write(folder / SOLUTION, ONLY_HONEST + "#" * (1 << 20))


@case(0, "is larger than 512 KB")
def sparse_file(made: Arena, folder: Path) -> None:
    write(folder / SOLUTION, ONLY_HONEST)
    os.truncate(folder / SOLUTION, 1 << 40)


@case(0, "is not UTF-8 text")
def invalid_utf8(made: Arena, folder: Path) -> None:
    write(folder / SOLUTION, "")
    (folder / SOLUTION).write_bytes(ONLY_HONEST.encode() + b"# \xff\xfe\x80")


@case(0, "holds a null byte")
def null_bytes(made: Arena, folder: Path) -> None:
    write(folder / SOLUTION, ONLY_HONEST + "# \0")


@case(0, "does not import")
def coding_cookie(made: Arena, folder: Path) -> None:
    write(folder / SOLUTION, "# coding: rot13\n" + ONLY_HONEST)


@case(1)
def its_own_pytest_files(made: Arena, folder: Path) -> None:
    """A submission that brings a conftest, settings, plugins and a workflow of its own."""
    write(folder / SOLUTION, ONLY_HONEST)
    attack = "import os\nprint('ESC' 'APED: loaded')\nos._exit(0)\n"
    for name in ("conftest.py", "exercises/conftest.py", "exercises/target/conftest.py"):
        write(folder / name, attack)
    write(folder / "exercises/target/test_target.py", "def test_all_is_well():\n    pass\n")
    write(folder / "tests/hidden/target/test_target.py", "def test_all_is_well():\n    pass\n")
    write(folder / "pytest.ini", "[pytest]\naddopts = --collect-only -p hostile\n")
    write(folder / "pyproject.toml", '[tool.pytest.ini_options]\naddopts = "--version"\n')
    write(folder / "tox.ini", "[pytest]\naddopts = --help\n")
    write(folder / "exercises/target/topic.toml", 'title = "all points for me"\n')
    write(folder / ".github/workflows/grade.yml", "on: push\n")


@case(1)
def shadowing_modules(made: Arena, folder: Path) -> None:
    """A submission with modules beside its solution that are called like the grader's own."""
    write(folder / SOLUTION, "import torch\n\n\n" + ONLY_HONEST)
    attack = "raise SystemExit('ESC' 'APED: shadowed')\n"
    for name in ("torch", "numpy", "pytest", "grader", "sitecustomize", "usercustomize", "random"):
        write(folder / f"exercises/target/{name}.py", attack)
        write(folder / f"{name}.py", attack)
    write(folder / "exercises/__init__.py", attack)
    write(folder / "exercises/target/__init__.py", attack)
    write(folder / "exercises/data/__init__.py", attack)
    write(folder / "hostile.pth", "import os; os._exit(0)\n")


@case(1)
def hooks_and_settings(made: Arena, folder: Path) -> None:
    """A repository whose settings name programs for git to run."""
    repository(folder, ONLY_HONEST)
    attack = f"touch {made.canary}/hostile-from-git"
    hook = folder / ".git/hooks"
    for name in ("post-checkout", "pre-commit", "reference-transaction", "fsmonitor-watchman"):
        write(hook / name, f"#!/bin/sh\n{attack}\n")
        (hook / name).chmod(0o755)
    for key in (
        *("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass"),
        *("diff.external", "gpg.program", "credential.helper", "pager.show", "pager.cat-file"),
        *("alias.show", "alias.rev-parse", "alias.ls-tree", "uploadpack.packObjectsHook"),
        *("filter.x.smudge", "filter.x.process", "diff.x.textconv", "core.alternateRefsCommand"),
    ):
        git(folder, "config", key, f"!{attack}" if key.startswith("alias") else attack)
    git(folder, "config", "log.showSignature", "true")
    git(folder, "config", "core.hooksPath", str(hook))
    write(folder / ".git/info/attributes", "* filter=x diff=x\n")


@case(0, "may lead out of the repository")
def alternates(made: Arena, folder: Path) -> None:
    """A repository that borrows another student's objects."""
    repository(folder, ONLY_HONEST)
    theirs = solved(made)
    write(folder / ".git/objects/info/alternates", f"{theirs}/.git/objects\n")
    write(folder / ".git/refs/heads/main", git(theirs, "rev-parse", "HEAD") + "\n")


@case(0, "may lead out of the repository")
def git_file(made: Arena, folder: Path) -> None:
    """A submission whose .git is a file that names another student's repository."""
    write(folder / SOLUTION, ONLY_HONEST)
    write(folder / ".git", f"gitdir: {solved(made)}/.git\n")


@case(0, "may lead out of the repository")
def git_link(made: Arena, folder: Path) -> None:
    """A submission whose .git is a link to another student's repository."""
    write(folder / SOLUTION, ONLY_HONEST)
    (folder / ".git").symlink_to(solved(made) / ".git")


@case(0, "may lead out of the repository")
def common_folder(made: Arena, folder: Path) -> None:
    """A .git that says that its objects and references are another student's."""
    write(folder / SOLUTION, ONLY_HONEST)
    write(folder / ".git/HEAD", "ref: refs/heads/main\n")
    write(folder / ".git/commondir", f"{solved(made)}/.git\n")
    (folder / ".git/objects").mkdir()


@case(0, "may lead out of the repository")
def linked_references(made: Arena, folder: Path) -> None:
    """A repository whose references and packs are links into another one."""
    repository(folder, ONLY_HONEST)
    for name in ("refs", "objects"):
        shutil.rmtree(folder / ".git" / name)
        (folder / ".git" / name).symlink_to(solved(made) / ".git" / name)


@case(0, "may lead out of the repository")
def fifo_in_git(made: Arena, folder: Path) -> None:
    """A repository whose HEAD would keep a reader waiting forever."""
    repository(folder, ONLY_HONEST)
    (folder / ".git/HEAD").unlink()
    os.mkfifo(folder / ".git/HEAD")


@case(0, "cannot be read")
def empty_git_inside_another(made: Arena, folder: Path) -> None:
    """A folder with an empty .git, inside of a repository that holds all solutions."""
    repository(folder.parent, HONEST.format(number="outer"))
    write(folder / SOLUTION, ONLY_HONEST)
    (folder / ".git").mkdir()


@case(0, "is, or lies behind, a symbolic link")
def link_in_a_commit(made: Arena, folder: Path) -> None:
    """A commit whose solution file is a link to the reference."""
    (folder / "exercises/target").mkdir(parents=True)
    (folder / SOLUTION).symlink_to(made.course / "reference/target/target.py")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "work")


@case(0, "lies in a submodule, which is not read")
def submodule_in_a_commit(made: Arena, folder: Path) -> None:
    """A commit whose exercises are a submodule."""
    repository(folder, ONLY_HONEST)
    sha = git(folder, "rev-parse", "HEAD")
    git(folder, "rm", "-r", "--quiet", "--cached", "exercises")
    git(folder, "update-index", "--add", "--cacheinfo", f"160000,{sha},exercises")
    git(folder, "commit", "--quiet", "--message", "submodule")


@case(1)
def replaced_objects(made: Arena, folder: Path) -> None:
    """A repository that puts another commit in the place of the one that is graded."""
    repository(folder, ONLY_HONEST)
    first = git(folder, "rev-parse", "HEAD")
    write(folder / SOLUTION, STUBBORN.format(number="replaced"))
    git(folder, "commit", "--quiet", "--all", "--message", "better")
    second = git(folder, "rev-parse", "HEAD")
    git(folder, "replace", first, second)
    git(folder, "reset", "--quiet", "--soft", first)
    write(folder / ".git/refs/heads/main", first + "\n")


@case(1)
def promisor(made: Arena, folder: Path) -> None:
    """A partial clone that would fetch what is missing by a command of its choice."""
    repository(folder, ONLY_HONEST)
    git(folder, "config", "remote.origin.promisor", "true")
    git(folder, "config", "remote.origin.partialCloneFilter", "blob:none")
    git(folder, "config", "extensions.partialClone", "origin")
    git(folder, "config", "core.repositoryFormatVersion", "1")
    git(folder, "config", "remote.origin.url", f"ext::sh -c touch% {made.canary}/hostile-fetched")
    git(folder, "config", "protocol.ext.allow", "always")


@case(0, "cannot be read")
def missing_object(made: Arena, folder: Path) -> None:
    """The same with the solution's object gone."""
    promisor(made, folder)
    blob = git(folder, "rev-parse", f"HEAD:{SOLUTION}")
    (folder / ".git/objects" / blob[:2] / blob[2:]).unlink()


@case(1)
def name_with_commands(made: Arena, folder: Path) -> None:
    """A folder whose name is a command, an escape sequence and a formula."""
    write(folder / SOLUTION, ONLY_HONEST)


# Where a submission lies below the class, if not at its own name.
PLACES = {
    "name_with_commands": "=cmd()\x1b[31m\n::error::<script>alert(1)<\u2215script>\u202e",
    "empty_git_inside_another": "outer/inner",
}


@pytest.fixture(scope="module")
def graded(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[dict[str, Graded]]:
    """All of them graded by two workers, among honest ones; nothing around them changed."""
    with arena(tmp_path_factory.mktemp("arena")) as made:
        builds = {name: build for name, (build, *_) in CASES.items()}
        yield among_honest(made, builds, full=is_full(pytestconfig))


def among_honest(made: Arena, cases: dict[str, Build], *, full: bool) -> dict[str, Graded]:
    """Submissions by name, and what an honest one got after every third; if `full`, after each."""
    paths, names = [], {}
    for number, (name, build) in enumerate(cases.items()):
        folder = made.root / "class" / PLACES.get(name, name)
        build(made, folder)
        names[folder] = name
        paths.append(folder)
        if full or number % 3 == 0:
            paths.append(made.hand_in(f"honest-{name}", STUBBORN.format(number=name)))
    before = made.snapshot()
    started = time.monotonic()
    jobs = jobs_for(paths, ["target"])
    found = list(grade_all(made.course, jobs, secret=SECRET, workers=2))
    assert time.monotonic() - started < 120
    assert not children()
    assert made.snapshot() == before
    assert not made.reached()
    return {names.get(g.job.path, g.job.path.name): g for g in found}


@pytest.mark.parametrize("name", CASES)
def test_points_and_words(graded: dict[str, Graded], name: str) -> None:
    """It earns what its own files are worth, and what is wrong is said."""
    expect_case(graded, name, *CASES[name][1:])


def expect_case(graded: dict[str, Graded], name: str, points: float, words: str) -> None:
    """Expect a submission to have earned `points`, and `words` in its record or its problem."""
    one = graded[name]
    said = one.problem + (encode(one.record).decode() if one.record else "")
    assert (one.record.earned if one.record else 0) == points, said
    assert words in said
    assert TOKEN not in said
    assert "ESCAPED:" not in said
    assert "the grader is at fault" not in said


def test_honest_submissions_are_graded_as_usual(graded: dict[str, Graded]) -> None:
    """Whatever was graded before it, an honest submission earns all."""
    expect_honest(graded)


def expect_honest(graded: dict[str, Graded]) -> None:
    """Expect all points for every honest submission."""
    honest = {name: one.record for name, one in graded.items() if name.startswith("honest-")}
    assert len(honest) * 4 >= len(graded)
    for name, record in honest.items():
        assert record is not None, name
        assert record.earned == record.points == sum(TASKS.values()), name


def test_a_hostile_name_is_harmless_in_every_report(graded: dict[str, Graded]) -> None:
    """Names of folders are escaped like all that a student controls."""
    record = graded["name_with_commands"].record
    assert record is not None
    page = whole_report([record])
    text = "\n".join([feedback(record), gradebook([record]), *class_table([record]), page])
    assert not [c for c in "\x1b\u202e" if c in text]
    assert not [line for line in text.splitlines() if line.lstrip().startswith("::")]
    assert page.count("<script") == page.count("<html")
    assert not [line for line in gradebook([record]).splitlines() if line.startswith(("=", '"='))]


def test_jobs_of_one_folder_twice(tmp_path: Path) -> None:
    """Two folders of one name are two students."""
    jobs = [job.student for job in jobs_for([tmp_path / "a/x", tmp_path / "b/x"], ["target"])]
    assert jobs == ["a-x", "b-x"]
    assert Job(tmp_path, "x", ("target",)).commit == ""
