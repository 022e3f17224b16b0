"""Shapes in which a class hands in: each is read, or one line says why not; hints say more."""

from __future__ import annotations

import errno
import hashlib
import os
import random
import re
import resource  # noqa: F401 (somebody may not find it any more)
import select
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from tests.course_copy import git
from tests.engine.render_samples import whole_report
from tests.forge import Forge, copying, ref_delta, whole, whole_zeros

from classroom.author.compose import stubs
from classroom.grade.batch import jobs_for, naming
from classroom.grade.result import JudgedTopic, assemble
from classroom.report.csv import gradebook
from grader.course.manifest import Course, Topic
from grader.errors import SubmissionError
from grader.record import Engine, Timing, TopicResult
from grader.render.markdown import feedback
from grader.repository import collect as collecting
from grader.repository import hints, store
from grader.repository.collect import Collected, collect
from grader.repository.store import GitRefused, Store
from grader.repository.tree import CommitTree, read_at

HOME = "exercises/micrograd"
VALUE = f"{HOME}/value.py"
WORK = "def work():\n    return 1\n"


@pytest.fixture
def topic(course: Course) -> Topic:
    """The topic that is handed in."""
    return course.topics["micrograd"]


@pytest.fixture
def folder(topic: Topic, tmp_path: Path) -> Path:
    """A plain folder with untouched stubs."""
    for name, text in stubs(topic).items():
        write(tmp_path / "ada" / name, text)
    return tmp_path / "ada"


@pytest.fixture(scope="module")
def released(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of the stubs with one commit, long ago; nobody changes it."""
    folder = tmp_path_factory.mktemp("released") / "ada"
    for name, text in stubs(course.topics["micrograd"]).items():
        write(folder / name, text)
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "2026-01-01T00:00:00Z")
    return folder


@pytest.fixture
def clone(released: Path, tmp_path: Path) -> Path:
    """The same folder as a repository with one commit, long ago."""
    return shutil.copytree(released, tmp_path / "ada")


# Where many cases are of one kind, those in a repository: `make full`.
FOLDERS = pytest.mark.parametrize(
    "handed_in", ["folder", pytest.param("clone", marks=pytest.mark.full)], indirect=True
)


@pytest.fixture(params=["folder", "clone"])
def handed_in(request: pytest.FixtureRequest) -> Path:
    """What is handed in is a folder, or a repository."""
    found: Path = request.getfixturevalue(request.param)
    return found


def write(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def commit(folder: Path, date: str = "2026-02-01T00:00:00Z") -> None:
    """Commit all that is there, at `date`."""
    git(folder, "add", "--all")
    who = ["-c", "user.name=a", "-c", "user.email=a@b.invalid", "-c", "commit.gpgsign=false"]
    who += ["-c", "maintenance.auto=false"]
    command = ["git", *who, "commit", "--quiet", "--allow-empty", "--message", "work"]
    subprocess.run(command, cwd=folder, check=True, env=os.environ | {"GIT_COMMITTER_DATE": date})


def told(path: Path, topic: Topic) -> list[str]:
    """The hints on a submission, after committing it if it is a repository."""
    if (path / ".git").exists():
        commit(path)
    return collect(path, [topic]).hints


def lost(path: Path, topic: Topic, name: str = "") -> str:
    """The one line that says why a submission cannot be read."""
    with pytest.raises(SubmissionError) as caught:
        collect(path, [topic], commit=name)
    line = str(caught.value)
    assert line.startswith(f"{path}: ")
    assert "\n" not in line
    return line.removeprefix(f"{path}: ")


# Work in another place


def test_untouched_stubs_need_no_hint(handed_in: Path, topic: Topic) -> None:
    """Who has not begun is told nothing of other files."""
    assert told(handed_in, topic) == []


def test_a_moved_folder_is_found(handed_in: Path, topic: Topic) -> None:
    """Files that are missing are looked for, and the place is named once for all of them."""
    (handed_in / "homework").mkdir()
    (handed_in / HOME).rename(handed_in / "homework/MicroGrad")
    write(handed_in / VALUE, WORK)
    [hint] = told(handed_in, topic)
    assert hint.startswith(f"{HOME}: derivatives.py, graph.py, neural_net.py and ")
    assert hint.endswith(" are missing here and lie in homework/MicroGrad; move them back.")


def test_one_moved_file_is_found(handed_in: Path, topic: Topic) -> None:
    """One file in the top folder."""
    (handed_in / VALUE).rename(handed_in / "value.py")
    [hint] = told(handed_in, topic)
    assert hint == f"{HOME}: value.py is missing here and lies in the top folder; move it back."


def test_a_file_of_another_topic_is_not_the_missing_one(course: Course, folder: Path) -> None:
    """answers.toml of one topic is not taken for that of another."""
    home = course.topics["makemore4"]
    assert "exercises/makemore4/answers.toml" in home.submitted
    assert (folder / HOME / "answers.toml").exists()
    collected = collect(folder, [home, course.topics["micrograd"]])
    assert collected.problems
    assert collected.hints == []


@pytest.mark.parametrize(
    "place", ["src/grader", ".venv/lib/site-packages/x", "exercises/mnist_basics"]
)
def test_a_file_of_somebody_else_is_not_the_missing_one(
    folder: Path, topic: Topic, place: str
) -> None:
    """The engine, packages and a topic that is not graded have files of that name too."""
    (folder / VALUE).unlink()
    write(folder / place / "value.py", "theirs = 1\n")
    assert told(folder, topic) == []


def test_a_zip_that_was_unpacked_too_deep(folder: Path, topic: Topic) -> None:
    """The inner folder is named, and grading that works."""
    (folder.parent / "class/ada").mkdir(parents=True)
    folder.rename(folder.parent / "class/ada/ada-main")
    outer = folder.parent / "class/ada"
    said = lost(outer, topic)
    assert said.startswith(f"holds none of the solution files ({HOME}/")
    assert said.endswith("they lie deeper, in ada-main: name that folder.")
    assert collect(outer / "ada-main", [topic]).files


def test_a_course_deeper_in_a_repository(folder: Path, topic: Topic) -> None:
    """There is no folder to name, so the files have to move."""
    (folder / "exercises").rename(folder.parent / "exercises")
    (folder / "deeper").mkdir()
    (folder.parent / "exercises").rename(folder / "deeper/exercises")
    git(folder, "init", "--quiet")
    commit(folder)
    assert "lie deeper, in deeper: move them to the top" in lost(folder, topic)


def test_a_repository_deeper_in_a_folder(clone: Path, topic: Topic) -> None:
    """A bare one, which has no exercises/ to be seen."""
    outer = clone.parent / "outer"
    outer.mkdir()
    git(clone.parent, "clone", "--quiet", "--bare", str(clone), "outer/ada.git")
    assert lost(outer, topic).endswith("a repository lies deeper, in ada.git: name that folder.")


def test_the_search_has_an_end(folder: Path, topic: Topic, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond so many entries nothing is looked for, and a link is no way out."""
    monkeypatch.setattr("grader.repository.tree.MAX_SEARCHED", 50)
    (folder / VALUE).unlink()
    for number in range(60):
        (folder / f"f{number}").touch()
    write(folder.parent / "elsewhere/value.py", WORK)
    (folder / "link").symlink_to(folder.parent / "elsewhere")
    assert told(folder, topic) == []


def test_work_in_a_file_of_another_name(handed_in: Path, topic: Topic) -> None:
    """A copy beside the stub and a notebook are named, with the stubs that are as released."""
    write(handed_in / HOME / "my_value.py", WORK)
    write(handed_in / HOME / "Untitled.ipynb", "{}")
    [hint] = told(handed_in, topic)
    assert "my_value.py" in hint
    assert "Untitled.ipynb" in hint
    assert "as released; work counts in the files that the topic names." in hint
    for file in topic.files:
        write(handed_in / HOME / file.name, WORK)
    assert told(handed_in, topic) == []


@FOLDERS
@pytest.mark.parametrize(
    "line",
    [
        "import helpers",
        "from helpers import f",
        "import helpers.deeper as h",
        "from . import helpers",
        "from .helpers import f",
        "from exercises.micrograd import helpers",
        "from exercises.micrograd.helpers import f",
    ],
)
def test_a_helper_that_is_not_declared(handed_in: Path, topic: Topic, line: str) -> None:
    """An import of the student's own file says that grading does not take it along."""
    write(handed_in / VALUE, f"{line}\n{WORK}")
    assert told(handed_in, topic) == []
    write(handed_in / HOME / "helpers.py", "def f():\n    pass\n")
    [hint] = told(handed_in, topic)
    assert hint.startswith(f"{VALUE} imports helpers: helpers.py is in your folder, but grading ")
    assert hint.endswith("move what you need into value.py.")


def test_a_module_of_python_is_no_helper(handed_in: Path, topic: Topic) -> None:
    """A random.py beside the solution does not matter: Python's own is imported."""
    for file in topic.files:
        write(handed_in / HOME / file.name, f"import random\n{WORK}")
    write(handed_in / HOME / "random.py", "")
    assert told(handed_in, topic) == []


# What is in a file


@FOLDERS
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (WORK + "breakpoint()\n", f"{VALUE}:3 calls breakpoint(), and nobody answers"),
        ("x = 1\n\n\nx = int(input('n'))\n", f"{VALUE}:4 calls input(), and nobody answers"),
        ("import pdb; pdb.set_trace()\n", f"{VALUE}:1 calls set_trace(), and nobody answers"),
        ("import math\n%matplotlib inline\n", f"{VALUE}:2 is a command of a notebook"),
        ("!pip install x\n", f"{VALUE}:1 is a command of a notebook"),
        (">>> import math\n", f"{VALUE}:1 has the prompt >>>"),
        ("<!DOCTYPE html>\n<html></html>\n", f"{VALUE}:1 is a page of the web"),
        ("x = \u201cno\u201d\n", f"{VALUE}:1 has the quotes of a text program"),
        ("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n", f"{VALUE}:2 holds the marks of a merge"),
    ],
)
def test_text_that_cannot_run(handed_in: Path, topic: Topic, text: str, words: str) -> None:
    """What waits for somebody, and what git has left, is named with its line."""
    write(handed_in / VALUE, text)
    [hint] = told(handed_in, topic)
    assert hint.startswith(words)


@FOLDERS
@pytest.mark.parametrize(
    "text",
    [
        "# breakpoint()\n",
        "'''input() is not called'''\n",
        "def f(input):\n    return input(1)\n",
        "class A:\n    def input(self):\n        return self.input()\n",
        "if __name__ == '__main__':\n    print(input())\n",
        "x = '<<<<<<< HEAD'\n",
        "def f(:\n    input()\n",
        "'''\n>>> f(1)\n%x\n'''\ndef f(:\n",
        "x = '\u201c'\n",
    ],
)
def test_text_that_only_looks_so(handed_in: Path, topic: Topic, text: str) -> None:
    """Comments, texts, names of one's own and what grading never runs."""
    write(handed_in / VALUE, text)
    assert told(handed_in, topic) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (WORK.encode("utf-16"), "is UTF-16 text; save it as UTF-8"),
        (WORK.encode("utf-16-be"), "holds a null byte"),
        (b"\xfe\xff" + WORK.encode("utf-16-be"), "is UTF-16 text"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "of Git LFS"),
        ("x = 'é'\n".encode("latin-1"), "is not UTF-8 text (byte 5); save it as UTF-8"),
    ],
)
def test_text_that_is_none(handed_in: Path, topic: Topic, content: bytes, words: str) -> None:
    """Encodings and pointers: a problem of the file, with what to do."""
    (handed_in / VALUE).write_bytes(content)
    if (handed_in / ".git").exists():
        commit(handed_in)
    [problem] = collect(handed_in, [topic]).problems.values()
    assert problem.startswith(f"{VALUE} {words}") or words in problem


def test_a_byte_order_mark_is_text(handed_in: Path, topic: Topic) -> None:
    """Editors of Windows write one."""
    (handed_in / VALUE).write_bytes(b"\xef\xbb\xbf" + WORK.encode())
    assert told(handed_in, topic) == []
    assert VALUE in collect(handed_in, [topic]).files


# Work in another state of the repository


def test_work_that_is_not_committed(clone: Path, topic: Topic) -> None:
    """Changed and new files of the folder are named, with the commit that is graded."""
    (clone / HOME / "graph.py").unlink()
    commit(clone)
    write(clone / VALUE, WORK)
    write(clone / HOME / "graph.py", WORK)
    sha = git(clone, "rev-parse", "--short=12", "HEAD")
    [hint] = collect(clone, [topic]).hints
    assert hint == (
        f"{VALUE} and {HOME}/graph.py: what is in the folder is not what was committed; graded is "
        f"commit {sha}."
    )
    assert collect(clone, [topic], commit="main").hints == []


def test_line_ends_and_a_missing_checkout_are_no_change(clone: Path, topic: Topic) -> None:
    """git on Windows writes other line ends, and some clones have no files at all."""
    for name in stubs(topic):
        (clone / name).write_bytes((clone / name).read_bytes().replace(b"\n", b"\r\n"))
    assert collect(clone, [topic]).hints == []
    shutil.rmtree(clone / "exercises")
    assert collect(clone, [topic]).hints == []


@pytest.mark.parametrize("head", ["main", "detached", "bare"])
def test_a_branch_with_newer_work(clone: Path, topic: Topic, tmp_path: Path, head: str) -> None:
    """Work on another branch is named, with what HEAD is at."""
    git(clone, "checkout", "--quiet", "-b", "week3")
    write(clone / VALUE, WORK)
    commit(clone)
    git(clone, "checkout", "--quiet", *(["--detach"] if head == "detached" else []), "main")
    where = clone
    if head == "bare":
        where = tmp_path / "ada.git"
        git(clone, "clone", "--quiet", "--bare", str(clone), str(where))
    [hint] = collect(where, [topic]).hints
    at = "no branch" if head == "detached" else "main"
    assert hint == (
        "branch week3 has newer commits, with other files for micrograd; graded is HEAD, which is "
        f"at {at}."
    )
    assert collect(where, [topic], commit="week3").hints == []


def test_commits_of_one_second_are_told_apart(clone: Path, topic: Topic) -> None:
    """A branch that has more than HEAD is named, one that HEAD has grown out of is not."""
    git(clone, "checkout", "--quiet", "-b", "week3")
    write(clone / VALUE, WORK)
    commit(clone, "2026-01-01T00:00:00Z")
    assert collect(clone, [topic]).hints == []
    git(clone, "checkout", "--quiet", "--detach", "main")
    [hint] = collect(clone, [topic]).hints
    assert hint.startswith("branch week3 has newer commits")


def test_a_branch_with_nothing_to_grade_is_not_named(clone: Path, topic: Topic) -> None:
    """Newer commits that change other files, and older ones."""
    git(clone, "checkout", "--quiet", "-b", "notes")
    write(clone / "notes.md", "x")
    commit(clone)
    git(clone, "checkout", "--quiet", "-b", "old", "main")
    write(clone / VALUE, WORK)
    commit(clone, "2025-01-01T00:00:00Z")
    git(clone, "checkout", "--quiet", "main")
    assert collect(clone, [topic]).hints == []


def test_a_branch_that_was_fetched_is_seen(clone: Path, topic: Topic, tmp_path: Path) -> None:
    """A clone has the other branches of its origin."""
    git(clone, "checkout", "--quiet", "-b", "week3")
    write(clone / VALUE, WORK)
    commit(clone)
    git(clone, "checkout", "--quiet", "main")
    git(tmp_path, "clone", "--quiet", str(clone), "cloned")
    [hint] = collect(tmp_path / "cloned", [topic]).hints
    assert hint.startswith("branch origin/week3 has newer commits")


def test_a_branch_without_a_commit(clone: Path, topic: Topic) -> None:
    """HEAD at a new branch: there is nothing to grade there, and the other branch is named."""
    git(clone, "checkout", "--quiet", "--orphan", "fresh")
    assert lost(clone, topic) == (
        "HEAD is at fresh, which has no commit yet; others have: name one with --commit (main)."
    )
    assert collect(clone, [topic], commit="main").files


def test_a_commit_that_is_gone(clone: Path, topic: Topic) -> None:
    """A branch whose commit is not there is no repository without commits."""
    shutil.rmtree(clone / ".git/objects")
    (clone / ".git/objects").mkdir()
    assert lost(clone, topic) == "the commit of main cannot be read; clone the repository anew."
    git(clone, "pack-refs", "--all")
    assert lost(clone, topic) == "the commit of main cannot be read; clone the repository anew."


def test_a_branch_whose_file_is_empty(clone: Path, topic: Topic) -> None:
    """As a full disk leaves it; the branch is not new."""
    (clone / ".git/refs/heads/main").write_text("")
    assert "no commit that git can read" in lost(clone, topic)
    (clone / ".git/refs/heads/main").write_text("0123\n")
    assert "no commit yet" not in lost(clone, topic)


@pytest.mark.parametrize(
    "seed", [pytest.param(n, marks=[pytest.mark.full] if n > 5 else []) for n in range(12)]
)
def test_damage_is_a_line_or_costs_a_file(clone: Path, topic: Topic, seed: int) -> None:
    """Whatever a bad disk does to files of .git, nothing else is raised, and no file vanishes.

    Six in both states of a repository, by each damage. The others: `make full`.
    """
    rng = random.Random(seed)
    git(clone, "branch", "other")
    if seed % 2:
        git(clone, "gc", "--quiet")
    files = [path for path in sorted((clone / ".git").rglob("*")) if path.is_file()]
    read_ones = [path for path in files if not {"hooks", "logs", "info"} & set(path.parts)]
    for path in rng.sample(read_ones, 3):
        content = path.read_bytes()
        at = rng.randrange(len(content) + 1)
        path.chmod(0o644)
        path.write_bytes(content[:at] + rng.randbytes(20) * (seed % 3))
    try:
        collected = collect(clone, [topic])
        told_of = collected.files.keys() | collected.problems.keys()
    except SubmissionError as e:
        told_of = set(topic.submitted) if re.match(r"/.*/ada: .+\.$", str(e)) else set()
    assert told_of == set(topic.submitted)


# Bounds


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    """An empty repository."""
    return Forge(tmp_path / "eve/.git")


def test_no_tree_is_listed_in_full(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    """With git's limits taken away it still says nothing but what is asked for."""
    monkeypatch.setattr(store, "_limiter", lambda _output: None)
    beside = forge.wide(20_000, forge.blob("x"))
    home = forge.tree(("40000", "beside", beside), ("100644", "value.py", forge.blob(WORK)))
    exercises = forge.tree(("40000", "beside", beside), ("40000", "micrograd", home))
    top = forge.tree(("40000", "beside", beside), ("40000", "exercises", exercises))
    found = CommitTree(Store(forge.folder, 60), forge.commit(top))
    wanted = [VALUE, f"{HOME}/beside/f0000000", f"{HOME}/none.py", "none/deeper/x.py"]
    folders = ["exercises", HOME, f"{HOME}/beside"]
    assert sorted(found.entries(wanted)) == sorted([*folders, *wanted[:2]])


def test_files_of_several_commits_are_read_at_once(
    forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two questions in all; what is absent, a folder, or too large is left out."""
    commits = [forge.commit(forge.path(VALUE, forge.blob(text))) for text in ("one", "two")]
    large = forge.commit(forge.path(VALUE, forge.blob("x" * 500)))
    wanted = [(commit, VALUE) for commit in (*commits, large, "f" * 40)]
    wanted.append((commits[0], "none.py"))
    asked = []
    ask = Store.ask

    def counted(self: Store, *arguments: str, **given: object) -> bytes:
        asked.append(arguments)
        return ask(self, *arguments, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "ask", counted)
    found = read_at(Store(forge.folder, 60), wanted, 400)
    assert found == {(commits[0], VALUE): b"one", (commits[1], VALUE): b"two"}
    assert len(asked) == 2
    assert read_at(Store(forge.folder, 60), [(commits[0], HOME), wanted[0]], 400) == {
        wanted[0]: b"one"
    }


def test_the_limits_bite(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    """What git gives away without limits it refuses with them, in words."""
    digest = "a" * 40
    forge.pack([(digest, whole_zeros("blob", 40))])
    found = CommitTree(Store(forge.folder, 60), forge.commit(forge.path(VALUE, digest)))
    ask = lambda: found.store.ask("cat-file", "blob", digest, more=50 << 20)  # noqa: E731
    assert len(ask()) == 40 << 20
    monkeypatch.setattr(store, "DATA", 20 << 20)
    with pytest.raises(GitRefused, match="needs more memory than git gets"):
        ask()
    monkeypatch.undo()
    with pytest.raises(GitRefused, match="makes git say more than 1 MB") as caught:
        found.store.ask("cat-file", "blob", digest)
    assert len(caught.value.output) == store.MAX_OUTPUT


def test_a_processor_is_not_kept(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty gigabytes to copy, from three megabytes: the limit of processor time ends it."""
    monkeypatch.setattr(store, "CPU_SECONDS", 1)
    size = 1 << 20
    names = [hashlib.sha1(b"%d" % i).hexdigest() for i in range(50_000)]
    change = copying(size, size)
    changes = [(new, ref_delta(old, change)) for old, new in pairwise(names)]
    forge.pack([(names[0], whole("blob", b"#" * size)), *changes])
    with pytest.raises(GitRefused, match="takes git more than"):
        Store(forge.folder, 60).ask("cat-file", "blob", names[-1])


@pytest.fixture
def waiting(forge: Forge, tmp_path: Path) -> Path:
    """A repository at which git waits forever: its settings include a FIFO."""
    forge.commit(forge.path(VALUE, forge.blob(WORK)))
    os.mkfifo(tmp_path / "fifo")
    (forge.folder / "config").write_text(f"[include]\npath = {tmp_path}/fifo\n")
    return forge.folder.parent


def test_the_deadline_is_one_for_all(
    waiting: Path, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who makes git wait is not read, and no git is left behind."""
    monkeypatch.setattr(collecting, "MAX_SECONDS", 0.3)
    before = _children(os.getpid())
    assert lost(waiting, topic) == "the repository is not read within 0 s; clone it anew."
    assert _children(os.getpid()) == before
    late = Store(waiting / ".git", 0)
    with pytest.raises(GitRefused) as caught:
        late.ask("--version")
    assert caught.value.late


def test_git_ends_with_its_worker(waiting: Path, topic: Topic) -> None:
    """A worker that is killed while git reads takes git along."""
    worker = os.fork()
    if not worker:
        collect(waiting, [topic])
        os._exit(1)
    while not (children := _children(worker)):
        assert os.waitpid(worker, os.WNOHANG) == (0, 0)
    end = os.pidfd_open(children[0])
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    assert select.select([end], [], [], 60)[0]
    os.close(end)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_git_folder_of_too_many_files(
    clone: Path, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody looks through a million files for a link."""
    monkeypatch.setattr(collecting, "MAX_GIT_FILES", 200)
    assert collect(clone, [topic]).files
    for number in range(201):
        (clone / f".git/refs/tags/t{number}").touch()
    assert lost(clone, topic) == (
        "its git folder holds more than 200 files, so nothing is read; clone the repository anew."
    )


def test_many_branches_are_not_sorted(
    clone: Path, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hint is not worth reading a commit for each of them; the submission is read."""
    git(clone, "checkout", "--quiet", "-b", "week3")
    write(clone / VALUE, WORK)
    commit(clone)
    git(clone, "checkout", "--quiet", "main")
    git(clone, "pack-refs", "--all")
    assert collect(clone, [topic]).hints
    monkeypatch.setattr(hints, "_MAX_PACKED_REFS", 10)
    assert collect(clone, [topic]).hints == []


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("_places", OSError(errno.EIO, "Input/output error")),
        ("_uncommitted", GitRefused("takes too long", late=True)),
        ("_branch", OSError(errno.EIO, "Input/output error")),
        ("slips", GitRefused("takes too long", late=True)),
    ],
)
def test_a_hint_that_fails_costs_nothing_else(
    clone: Path, topic: Topic, monkeypatch: pytest.MonkeyPatch, name: str, error: Exception
) -> None:
    """The files are read, the other hints are there, and it is said what could not be found out."""
    write(clone / VALUE, "breakpoint()\n")
    (clone / HOME / "graph.py").rename(clone / "graph.py")
    git(clone, "checkout", "--quiet", "-b", "week3")
    commit(clone)
    git(clone, "checkout", "--quiet", "main")
    write(clone / VALUE, "breakpoint()\n")
    whole_truth = collect(clone, [topic])

    def fails(*_: object) -> Iterator[str]:
        yield from ()
        raise error

    monkeypatch.setattr(hints, name, fails)
    found = collect(clone, [topic])
    assert (found.files, found.problems) == (whole_truth.files, whole_truth.problems)
    [failed] = [hint for hint in found.hints if "could not be found out" in hint]
    assert str(error) in failed
    assert set(found.hints) - {failed} <= set(whole_truth.hints)


def test_hints_are_few_short_and_harmless(course: Course, folder: Path) -> None:
    """Names of a student's files cannot steer a terminal, and there is no flood of sentences."""
    topic = course.topics["micrograd"]
    for file in topic.files:
        write(folder / HOME / file.name, "".join(f"import h{i}\n" for i in range(10)))
    for i in range(10):
        write(folder / HOME / f"h{i}.py", "")
    name = "\x1b[2J\n::error::" + "x" * 200 + ".py"
    write(folder / HOME / name, "")
    found = collect(folder, [topic]).hints
    assert len(found) == hints.MAX_HINTS
    write(folder / HOME / "value.py", stubs(topic)[VALUE])
    for file in topic.files:
        write(folder / HOME / file.name, stubs(topic)[f"{HOME}/{file.name}"])
    [hint] = collect(folder, [topic]).hints
    assert "\x1b" not in hint
    assert "\n" not in hint
    assert "::error" not in hint
    assert len(hint) < 500


# Who may read it


@pytest.fixture
def anyones() -> Iterator[Path]:
    """A folder that every user reaches."""
    folder = Path(tempfile.mkdtemp(prefix="reading-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    subprocess.run(["chmod", "-R", "u+rwX", str(folder)], check=True)
    shutil.rmtree(folder)


def as_somebody(ask: Callable[[], str]) -> str:
    """What `ask` returns in a process of an ordinary user."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setresgid(65534, 65534, 65534)
                os.setresuid(65534, 65534, 65534)
            os.write(writer, ask().encode())
        except BaseException as e:
            os.write(writer, repr(e).encode())
        finally:
            os._exit(0)  # what pytest would do next belongs to the parent
    os.close(writer)
    with open(reader, encoding="utf-8") as stream:
        said = stream.read()
    os.waitpid(child, 0)
    return said


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        ("", "cannot be read ("),
        (".git", "cannot be read ("),
        (".git/objects", "cannot be read ("),
        (".git/HEAD", "the repository "),
        (".git/refs/heads/main", "HEAD leads to no commit that git can read"),
    ],
)
def test_what_may_not_be_read_is_one_line(
    clone: Path, topic: Topic, anyones: Path, closed: str, words: str
) -> None:
    """Folders and files of mode 000: one line that says where, whoever reads it."""
    shutil.copytree(clone, anyones / "ada")
    place = anyones / "ada" / closed
    place.chmod(0)

    def ask() -> str:
        try:
            return f"read: {collect(anyones / 'ada', [topic]).files}"
        except SubmissionError as e:
            return str(e)

    said = as_somebody(ask)
    assert said.startswith(f"{anyones}/ada: {words}")
    place.chmod(0o755)
    subprocess.run(["chmod", "-R", "a+rX", str(anyones)], check=True)
    assert as_somebody(ask).startswith("read: ")


def test_a_file_that_may_not_be_read_costs_itself(
    folder: Path, topic: Topic, anyones: Path
) -> None:
    """One file of mode 000, or one topic's folder, and the others are read."""
    shutil.copytree(folder, anyones / "ada")
    subprocess.run(["chmod", "-R", "a+rX", str(anyones)], check=True)
    (anyones / "ada" / VALUE).chmod(0)
    said = as_somebody(lambda: repr(sorted(collect(anyones / "ada", [topic]).problems.values())))
    assert said == repr([f"{VALUE} cannot be opened (Permission denied)"])


# Who is told


def test_a_hint_is_told_wherever_a_warning_is(course: Course) -> None:
    """In the student's feedback, on the class page and in the gradebook; before what is missing."""
    collected = Collected("ada", "class/ada", hints=["a <hint>"], problems={VALUE: "a problem"})
    topic = TopicResult(id="micrograd", title="micrograd", solution_hash="", tasks=[])
    engine = Engine(version="1", python="3", torch="2", cpu_capability="", isolation="file")
    record = assemble(course, collected, [JudgedTopic(topic, engine, Timing())])
    assert record.warnings == ["a <hint>", "a problem"]
    assert "- a &lt;hint&gt;\n- a problem" in feedback(record)
    assert "a &lt;hint&gt;" in whole_report([record])
    assert "a <hint>; a problem" in gradebook([record])


# Who is who


def names(*paths: Path) -> list[str]:
    """The students of `paths`."""
    return [job.student for job in jobs_for(paths, ["micrograd"])]


def test_a_folder_named_thrice_is_one_student(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the path, and it is said once."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to(folder)
    paths = [Path("ada"), Path("./ada/"), tmp_path / "ada/../ada", Path("link")]
    jobs = jobs_for(paths, ["micrograd"])
    assert [(job.path, job.student) for job in jobs] == [(Path("ada"), "ada")]
    assert naming(paths, jobs) == [f"{tmp_path}/ada is named 4 times; it is graded once."]


def test_namesakes_keep_their_names(tmp_path: Path) -> None:
    """Names are told apart by the folders above, in any order, and it is said."""
    for name in ("x/ada", "y/ada", "z/ben"):
        (tmp_path / name).mkdir(parents=True)
    paths = [tmp_path / name for name in ("x/ada", "y/ada", "z/ben")]
    assert names(*paths) == ["x-ada", "y-ada", "ben"]
    assert names(*reversed(paths)) == ["ben", "y-ada", "x-ada"]
    [notice] = naming(paths, jobs_for(paths, []))
    assert "ada is x-ada, ada is y-ada." in notice
    assert naming(paths[1:], jobs_for(paths[1:], [])) == []


def test_no_two_students_share_a_name(tmp_path: Path) -> None:
    """Where one folder above is not enough more are taken, and nobody's record is lost."""
    paths = [
        tmp_path / name for name in ("x/a/work", "y/a/work", "x-a-work", "p/a-b", "p/a/b", "b")
    ]
    assert len(set(names(*paths))) == len(paths)
    assert names(*paths[:2]) == ["x-a-work", "y-a-work"]
    assert len(set(names(tmp_path / "q/a-b", tmp_path / "q/a/b", tmp_path / "r/b"))) == 3


def test_a_link_in_a_circle_is_a_folder_that_is_not_there(tmp_path: Path, topic: Topic) -> None:
    """The line names it, and the class goes on."""
    (tmp_path / "ring").symlink_to(tmp_path / "ring")
    [job] = jobs_for([tmp_path / "ring"], ["micrograd"])
    assert job.student == "ring"
    assert "no such folder" in lost(job.path, topic)
