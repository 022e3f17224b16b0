"""Collecting from servers and repositories that are not as they should be: a line, never a stop."""

from __future__ import annotations

import dis
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.course_copy import commit, git
from tests.e2e.fake_github import FakeGitHub
from tests.e2e.github_support import TOKEN, World
from tests.engine.mini_course import SOLUTION, hand_in, write_mini

from classroom.github import fetch
from grader.errors import EXIT_GITHUB, EXIT_SUBMISSIONS
from grader.repository import store

DUE = 'name = "Fences"\ntimezone = "UTC"\n\n[topics.mini]\ndue = 2026-03-02\n'
MADE, PUSHED = "2026-02-01T08:00:00Z", "2026-03-01T10:00:00Z"
# Who is in the class, and what the line about them must say; "" for no line at all.
FENCES = {
    "honest": "",
    "other_branch": "",
    "slowed": "",
    "huge": "git could not take it in; is it larger than",
    "blocked": "GitHub refused (451: Repository access blocked)",
    "broken": "asked GitHub 4 times, it answered 502",
    "busy_pusher": "a list of more than 100",
    "elsewhere": "the repository has moved (301)",
    "no_git": "cannot be fetched",
    "empty": "it has no commit yet",
    "private": "there is no such thing on GitHub, or the token may not see it (404)",
    "gone": "there is no such thing on GitHub, or the token may not see it (404)",
    "renamed": "class/renamed is called class/newer now; write that on the roster",
    "forced": "forced push at 2026-03-01 12:00 UTC",
}
COLLECTED = ("honest", "other_branch", "slowed", "renamed", "forced")


@dataclass(frozen=True)
class Served:
    """What is served as git, in the folder `git`, and the commits of each student in time."""

    git: Path
    commits: dict[str, list[str]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Served:
    """The repositories of all students, as far as they are there; nobody changes them."""
    folder = tmp_path_factory.mktemp("served")
    return Served(folder / "git", {name: repository(folder, name) for name in FENCES})


@pytest.fixture
def world(
    served: Served,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[World]:
    """A class with one student at every fence, on a GitHub and on a server of files."""
    write_mini(tmp_path / "course")
    desk = tmp_path / "terms/t"
    desk.mkdir(parents=True)
    (desk / "term.toml").write_text(DUE)
    rows = "".join(f"{name},class/{name}\n" for name in FENCES)
    (desk / "roster.csv").write_text(f"student,repository\n{rows}")
    shutil.copytree(served.git, tmp_path / "git")
    with FakeGitHub() as fake:
        world = World(fake, monkeypatch, capsys)
        world.env("GITHUB_SERVER_URL", f"file://{tmp_path / 'git'}")
        for name in FENCES:
            serve(world, name, served.commits[name])
        seen = [r.name for r in fake.repositories.values() if r.name != "class/private"]
        fake.token(TOKEN, "class-app[bot]", kind="app", permissions={"contents": "read"}, sees=seen)
        yield world


def branch_of(name: str) -> str:
    """The branch that a student works on."""
    return "trunk" if name == "other_branch" else "main"


def repository(folder: Path, name: str) -> list[str]:
    """Make a student's repository in the folder `git`, as far as it is there; its commits."""
    if name == "gone":
        return []
    work = folder / "work" / name
    git_folder = folder / f"git/class/{'newer' if name == 'renamed' else name}.git"
    if name == "empty":
        git_folder.parent.mkdir(parents=True, exist_ok=True)
        git(folder, "init", "--quiet", "--bare", str(git_folder))
        return []
    hand_in(work, SOLUTION)
    git(work, "init", "--quiet", f"--initial-branch={branch_of(name)}")
    commit(work, "made")
    commits = [git(work, "rev-parse", "HEAD")]
    if name == "huge":
        (work / "notes.bin").write_bytes(os.urandom(1 << 20))
    (work / "more.txt").write_text("more\n")
    commit(work, "work")
    commits.append(git(work, "rev-parse", "HEAD"))
    if name == "forced":
        git(work, "reset", "--quiet", "--hard", commits[0])
        (work / "other.txt").write_text("other\n")
        commit(work, "other")
        commits.append(git(work, "rev-parse", "HEAD"))
    if name not in ("no_git", "private"):
        git(work, "clone", "--quiet", "--bare", str(work), str(git_folder))
        git(git_folder, "config", "uploadpack.allowAnySHA1InWant", "true")
        if name == "forced":
            # What GitHub keeps of a history that was forced away.
            git(git_folder, "fetch", "--quiet", str(work), f"{commits[1]}:refs/pull/1/head")
    return commits


def serve(world: World, name: str, commits: list[str]) -> None:
    """Put a student's repository onto the fake GitHub, as far as it is there."""
    fake = world.fake
    if name == "gone":
        return
    if name == "empty":
        fake.repository(f"class/{name}", branches={})
        return
    first, second, *others = commits
    branch = branch_of(name)
    made = {"branches": {branch: [first]}, "default_branch": branch, "at": MADE}
    fake.repository(f"class/{name}", **made)
    fake.push(f"class/{name}", [second], PUSHED, login=name)
    if name == "busy_pusher":
        for number in range(100):
            fake.push(f"class/{name}", [f"{number:040x}"], PUSHED, login=name)
    for tip in others:
        fake.push(f"class/{name}", [first, tip], "2026-03-01T12:00:00Z", force=True)
    if name == "renamed":
        fake.rename("class/renamed", "class/newer")
    faults = {
        "slowed": {"status": 403, "headers": {"retry-after": "42"}, "times": 1},
        "blocked": {"status": 451, "message": "Repository access blocked", "times": 99},
        "broken": {"status": 502, "times": 99},
        "elsewhere": {"status": 301, "headers": {"location": "https://x.example/"}, "times": 99},
    }
    if name in faults:
        fake.fault("GET", f"^/repos/class/{name}$", **faults[name])


def collect(world: World, folder: Path) -> tuple[int, str, dict[str, list[str]]]:
    """Collect; the status, the last line, and what was said of each student."""
    told = folder / "terms/t", "--course", folder / "course"
    ended = world.run("collect", "--term", *told)
    lines = (ended.out + ended.err).splitlines()
    said = {name: [line for line in lines if line.startswith(f"{name}: ")] for name in FENCES}
    return ended.code, ended.out.splitlines()[-1] if ended.out else ended.err, said


def test_a_line_each_and_never_a_stop(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever can be collected is; the others are named, with what is wrong."""
    monkeypatch.setattr("classroom.github.fetch.MAX_PACK", 300_000)
    monkeypatch.setattr("classroom.github.activity.MAX_PAGES", 1)
    code, last, said = collect(world, tmp_path)
    assert code == EXIT_SUBMISSIONS
    failed, forced = len(FENCES) - len(COLLECTED), world.fake.repositories["class/forced"]
    assert last == f"14 students: {len(COLLECTED)} with new work, {failed} not collected"
    for name, words in FENCES.items():
        assert len(said[name]) == bool(words), said[name]
        assert words in " ".join(said[name])
    assert world.clock.waited(40) == [42]
    for name in COLLECTED:
        pushes = world.fake.repositories[f"class/{'newer' if name == 'renamed' else name}"].activity
        kept = tmp_path / "terms/t/collected" / name
        assert {git(kept, "cat-file", "-t", push["after"]) for push in pushes} == {"commit"}
    [push] = [a for a in forced.activity if a["activity_type"] == "force_push"]
    assert f"{push['before'][:12]} became {push['after'][:12]}" in said["forced"][0]


def test_what_was_collected_before_stays(world: World, tmp_path: Path) -> None:
    """A repository that is taken away after its work was handed in."""
    collect(world, tmp_path)
    del world.fake.repositories["class/honest"]
    shutil.rmtree(tmp_path / "git/class/honest.git")
    code, _, said = collect(world, tmp_path)
    assert code == EXIT_SUBMISSIONS
    assert "(404)" in said["honest"][0]
    status = world.run("term", "status", tmp_path / "terms/t", "--course", tmp_path / "course")
    row = next(line for line in status.out.splitlines() if line.startswith("mini"))
    # With the repository larger than the limit of the other test.
    assert row.split()[3] == str(len(COLLECTED) + 2)


@pytest.mark.parametrize(
    "fault", [{"status": 401}, {"status": 429, "headers": {"retry-after": "3000"}}]
)
def test_what_no_other_repository_would_answer_ends_it(
    world: World, tmp_path: Path, fault: dict[str, object]
) -> None:
    """A token that is none, a long pause: exit status 6, and again goes on."""
    world.fake.fault("GET", "^/repos/class/honest$", **fault)
    code, said, _ = collect(world, tmp_path)
    assert code == EXIT_GITHUB
    # Whoever was asked at the same moment may have a line of their own before it.
    assert said.splitlines()[-1].startswith("grader: GitHub ")
    assert said.count("grader: ") == 1
    code, last, _ = collect(world, tmp_path)
    assert code == EXIT_SUBMISSIONS
    assert last.startswith("14 students:")


@pytest.mark.parametrize("limit", [fetch.limiter, lambda: store._limiter(1)], ids=["fetch", "read"])
def test_nothing_is_imported_between_fork_and_exec(limit: Callable[[], Callable[[], None]]) -> None:
    """Several students are collected at once: a fork would wait for another thread's import."""
    assert not [op.opname for op in dis.get_instructions(limit()) if "IMPORT" in op.opname]
