"""Repositories that cost a reader memory, time or its mind: a few kilobytes that ask for much."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from tests.conftest import is_full
from tests.forge import Forge, copying, ref_delta, tree, whole, whole_zeros, zeros
from tests.redteam.arena import SECRET, Arena, arena
from tests.redteam.test_submissions import (
    ONLY_HONEST,
    SOLUTION,
    STUBBORN,
    among_honest,
    expect_case,
    expect_honest,
    git,
    repository,
)

from classroom.grade.batch import Graded, grade_all, jobs_for

CASES: dict[str, tuple[Callable[[Arena, Path], None], float, str]] = {}
MB = 1 << 20
# Objects that are called so without being it: git does not look, and a name costs a hash.
A, B = "a" * 40, "b" * 40


def case(
    points: float, words: str = ""
) -> Callable[[Callable[[Forge], None]], Callable[[Forge], None]]:
    """Register a repository: what it must earn, and what its record or problem must say."""

    def register(fill: Callable[[Forge], None]) -> Callable[[Forge], None]:
        def build(_made: Arena, folder: Path) -> None:
            fill(Forge(folder / ".git"))

        CASES[fill.__name__] = (build, points, words)
        return fill

    return register


def work(forge: Forge) -> str:
    """The tree of an honest repository."""
    return forge.path(SOLUTION, forge.blob(ONLY_HONEST))


def top(forge: Forge, name: str, digest: str) -> str:
    """A tree of the honest work, with a folder beside exercises/."""
    exercises = forge.path(SOLUTION.partition("/")[2], forge.blob(ONLY_HONEST))
    return forge.tree(("40000", name, digest), ("40000", "exercises", exercises))


@case(1)
def three_million_paths(forge: Forge) -> None:
    """Folders beside the topic's own, each of 100,000 files."""
    wide = forge.wide(100_000, forge.blob("x"))
    target = forge.path("target.py", forge.blob(ONLY_HONEST))
    folders = [("40000", f"f{i:02}", wide) for i in range(30)]
    exercises = forge.tree(*folders, ("40000", "target", target))
    forge.commit(forge.tree(("40000", "exercises", exercises)))


@case(0, "holds none of the solution files")
def three_million_paths_and_no_work(forge: Forge) -> None:
    """The same without the work: where it lies is looked for, and not without end."""
    wide = forge.wide(100_000, forge.blob("x"))
    forge.commit(forge.tree(*[("40000", f"f{i:02}", wide) for i in range(30)]))


@case(1)
def wide_at_the_top(forge: Forge) -> None:
    """200,000 files beside exercises/."""
    end = b"\0" + bytes.fromhex(forge.blob("x"))
    exercises = forge.path(SOLUTION.partition("/")[2], forge.blob(ONLY_HONEST))
    content = tree([("40000", "exercises", exercises)])
    content += b"".join(b"100644 f%06d" % i + end for i in range(200_000))
    forge.commit(forge.loose("tree", content))


@case(1)
def wide_beside_the_work(forge: Forge) -> None:
    """200,000 Python files in the topic's own folder."""
    end = b".py\0" + bytes.fromhex(forge.blob("x"))
    content = b"".join(b"100644 f%06d" % i + end for i in range(200_000))
    content += tree([("100644", "target.py", forge.blob(ONLY_HONEST))])
    forge.commit(forge.path("exercises/target", forge.loose("tree", content), "40000"))


def bomb(forge: Forge, innermost: str) -> str:
    """A folder of 100 folders of 100 folders..., the same eight times: 10^16 paths."""
    for _level in range(8):
        innermost = forge.tree(*[("40000", f"d{i:02}", innermost) for i in range(100)])
    return innermost


@case(1)
def tree_bomb(forge: Forge) -> None:
    forge.commit(top(forge, "bomb", bomb(forge, forge.path("f", forge.blob("x")))))


@case(0, "holds none of the solution files")
def tree_bomb_and_no_work(forge: Forge) -> None:
    """Where the work lies is looked for among folders that hold no file at all."""
    forge.commit(bomb(forge, forge.tree()))


@case(0, "holds none of the solution files")
def deep_trees_and_no_work(forge: Forge) -> None:
    """A folder in a folder, 5,000 times."""
    objects = []
    digest, content = hashlib.sha1(b"tree 0\0").hexdigest(), b""
    for _level in range(5000):
        objects.append((digest, whole("tree", content)))
        content = tree([("40000", "d", digest)])
        digest = hashlib.sha1(b"tree %d\0" % len(content) + content).hexdigest()
    forge.pack(objects)
    forge.commit(forge.tree(("40000", "d", objects[-1][0])))


@case(0, "makes git say more than 1 MB")
def one_name_many_times(forge: Forge) -> None:
    """A folder that lists the solution file 50,000 times."""
    line = ("100644", "target.py", forge.blob(ONLY_HONEST))
    forge.commit(forge.path("exercises/target", forge.tree(*[line] * 50_000), "40000"))


@case(0, "needs more memory than git gets")
def tree_that_declares_2_gb(forge: Forge) -> None:
    forge.commit(forge.tree(("40000", "exercises", forge.loose("tree", b"", size=2 << 30))))


@case(0, "needs more memory than git gets")
def tree_of_300_mb(forge: Forge) -> None:
    """Bytes that really are there, 300 KB on the disk."""
    forge.commit(forge.tree(("40000", "exercises", A)))
    forge.put(A, zeros(b"tree %d\0" % (300 * MB), 300))


@case(0, "is larger than 512 KB")
def blob_that_declares_2_gb(forge: Forge) -> None:
    forge.commit(forge.path(SOLUTION, forge.loose("blob", b"x", size=2 << 30)))


@case(0, "holds a null byte")
def blob_that_declares_less_than_it_is(forge: Forge) -> None:
    """300 MB that call themselves 10 bytes."""
    forge.commit(forge.path(SOLUTION, forge.put(A, zeros(b"blob 10\0", 300))))


@case(0, "needs more memory than git gets")
def commit_that_declares_2_gb(forge: Forge) -> None:
    forge.point("main", forge.loose("commit", b"x", size=2 << 30))


@case(1)
def message_of_20_mb(forge: Forge) -> None:
    forge.commit(work(forge), message=b"#" * (20 * MB))


@case(1)
def dates_that_are_none(forge: Forge) -> None:
    forge.commit(work(forge), date="99999999999999999999999999 +9999")


@case(0, "target.py needs more memory than git gets")
def delta_bomb(forge: Forge) -> None:
    """Ten bytes, taken from an object of 300 MB."""
    delta = ref_delta(A, copying(300 * MB, 10))
    forge.pack([(A, whole_zeros("blob", 300)), (B, delta)])
    forge.commit(forge.path(SOLUTION, B))


@case(1)
def delta_chain(forge: Forge) -> None:
    """The solution is a change of a change of..., 4,000 times."""
    content = ONLY_HONEST.encode()
    names = [hashlib.sha1(b"%d" % i).hexdigest() for i in range(4000)]
    delta = copying(len(content), len(content))
    changes = [(new, ref_delta(old, delta)) for old, new in pairwise(names)]
    forge.pack([(names[0], whole("blob", content)), *changes])
    forge.commit(forge.path(SOLUTION, names[-1]))


@case(0, "target.py needs more memory than git gets")
def delta_in_a_circle(forge: Forge) -> None:
    """Two objects, each a change of the other."""
    forge.pack([(A, ref_delta(B, copying(10, 10))), (B, ref_delta(A, copying(10, 10)))])
    forge.commit(forge.path(SOLUTION, B))


@case(0, "target.py cannot be read: the repository lacks it")
def index_cut_off(forge: Forge) -> None:
    forge.pack([(A, whole("blob", ONLY_HONEST.encode()))])
    forge.commit(forge.path(SOLUTION, A))
    [index] = (forge.folder / "objects/pack").glob("*.idx")
    index.write_bytes(index.read_bytes()[:500])


@case(0, "target.py cannot be read: it is damaged")
def index_that_points_beyond_the_pack(forge: Forge) -> None:
    forge.pack([(A, whole("blob", ONLY_HONEST.encode()))])
    forge.commit(forge.path(SOLUTION, A))
    [pack] = (forge.folder / "objects/pack").glob("*.pack")
    pack.write_bytes(pack.read_bytes()[:12] + pack.read_bytes()[-20:])


@case(0, "target.py cannot be read: the repository lacks it")
def empty_blob_file(forge: Forge) -> None:
    """An object's file of no bytes, as a full disk leaves it."""
    forge.commit(forge.path(SOLUTION, forge.put(A, b"")))


@case(0, "cannot be read: it is damaged or incomplete")
def empty_commit_file(forge: Forge) -> None:
    forge.put(forge.commit(work(forge)), b"")


@case(1)
def packed_references_without_end(forge: Forge) -> None:
    """200,000 branches, unsorted; HEAD's is the last."""
    forge.commit(work(forge))
    tip = (forge.folder / "refs/heads/main").read_text().strip()
    lines = [f"{tip} refs/heads/b{i:06}\n" for i in range(200_000, 0, -1)]
    (forge.folder / "packed-refs").write_text("".join(lines) + f"{tip} refs/heads/main\n")
    (forge.folder / "refs/heads/main").unlink()


@case(0, "has no commit yet")
def references_without_end_and_no_commit(forge: Forge) -> None:
    tip = forge.commit(work(forge), branch="work")
    lines = [f"{tip} refs/heads/b{i:06}\n" for i in range(200_000)]
    (forge.folder / "packed-refs").write_text("".join(lines))


@case(0, "HEAD leads to no commit that git can read")
def head_in_a_circle(forge: Forge) -> None:
    (forge.folder / "refs/heads/main").write_text("ref: refs/heads/main\n")


@case(0, "may lead out of the repository")
def linked_pack(forge: Forge) -> None:
    forge.commit(work(forge))
    (forge.folder / "objects/pack/pack-1.pack").symlink_to("/etc/passwd")


@case(0, "may lead out of the repository")
def fifo_among_references(forge: Forge) -> None:
    forge.commit(work(forge))
    os.mkfifo(forge.folder / "refs/heads/waiting")


@case(0, "is in a format that git version")
def format_of_another_git(forge: Forge) -> None:
    """References in a format that no git has (reftable, for many)."""
    forge.commit(work(forge))
    extension = "[extensions]\nrefStorage = cuneiform\n"
    (forge.folder / "config").write_text(f"[core]\nrepositoryformatversion = 1\n{extension}")


@case(1)
def working_tree_that_is_gone(forge: Forge) -> None:
    """What a submodule's git folder says, once it was moved."""
    forge.commit(work(forge))
    worktree = "[core]\nrepositoryformatversion = 0\nworktree = ../../gone/away\n"
    (forge.folder / "config").write_text(worktree)


@case(0, "cannot be read: it is damaged or incomplete")
def settings_without_end(forge: Forge) -> None:
    """Settings that include a device, and themselves."""
    forge.commit(work(forge))
    include = "[include]\npath = config\npath = /dev/zero\n"
    (forge.folder / "config").write_text(f"[core]\nrepositoryformatversion = 0\n{include}")


def sha256(_made: Arena, folder: Path) -> None:
    """A repository whose objects have longer names is read like any other."""
    (folder / "exercises/target").mkdir(parents=True)
    (folder / SOLUTION).write_text(ONLY_HONEST)
    git(folder, "init", "--quiet", "--object-format=sha256", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "work")


def without_blobs(made: Arena, folder: Path) -> None:
    """A partial clone, which has no files until it asks for them."""
    source = made.root / "class" / "source"
    repository(source, ONLY_HONEST)
    git(source, "config", "uploadpack.allowFilter", "true")
    command = ["git", "clone", "--quiet", "--no-checkout", "--filter=blob:none"]
    subprocess.run([*command, f"file://{source}", str(folder)], check=True, capture_output=True)


def shallow(made: Arena, folder: Path) -> None:
    """The last of three commits, alone."""
    source = made.root / "class" / "long"
    repository(source, "old = 1\n")
    (source / SOLUTION).write_text(ONLY_HONEST)
    git(source, "commit", "--quiet", "--all", "--message", "more")
    git(source, "commit", "--quiet", "--allow-empty", "--message", "last")
    command = ["git", "clone", "--quiet", "--depth=1", f"file://{source}", str(folder)]
    subprocess.run(command, check=True, capture_output=True)


CASES |= {
    "sha256": (sha256, 1, ""),
    "without_blobs": (without_blobs, 0, "target.py cannot be read: it is a partial clone"),
    "shallow": (shallow, 1, ""),
}


@pytest.fixture(scope="module")
def graded(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> dict[str, Graded]:
    """All of them graded by two workers, among honest ones; nothing around them changed."""
    with arena(tmp_path_factory.mktemp("arena")) as made:
        builds = {name: build for name, (build, *_) in CASES.items()}
        return among_honest(made, builds, full=is_full(pytestconfig))


@pytest.mark.parametrize("name", CASES)
def test_points_and_words(graded: dict[str, Graded], name: str) -> None:
    """It earns what its own file is worth, or one line says why it cannot be read."""
    expect_case(graded, name, *CASES[name][1:])


def test_honest_submissions_are_graded_as_usual(graded: dict[str, Graded]) -> None:
    """Whatever was graded before it, an honest submission earns all."""
    expect_honest(graded)


def test_a_slow_repository_holds_up_nobody(tmp_path_factory: pytest.TempPathFactory) -> None:
    """While git waits at one, the other worker grades the class, and the parent tells of it."""
    with arena(tmp_path_factory.mktemp("arena")) as made:
        slow = made.root / "class/slow"
        forge = Forge(slow / ".git")
        forge.commit(work(forge))
        settings, held = made.root / "settings", made.root / "held"
        os.mkfifo(settings)
        os.link(settings, held)
        (forge.folder / "config").write_text(f"[include]\npath = {settings}\n")
        honest = [made.hand_in(f"honest-{i}", STUBBORN.format(number=i)) for i in range(4)]
        graded = grade_all(
            made.course, jobs_for([slow, *honest], ["target"]), secret=SECRET, workers=2
        )
        assert sorted(next(graded).job.student for _ in honest) == [p.name for p in honest]
        # What git has opened ends, and from now on there is nothing to wait for.
        (made.root / "empty").touch()
        os.replace(made.root / "empty", settings)
        os.close(os.open(held, os.O_WRONLY))
        [last] = graded
        assert last.record is not None, last.problem
        assert last.record.earned == 1
