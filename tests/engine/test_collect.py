"""Only declared solution files leave a submission, and only as plain text."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from classroom.author.compose import stubs
from classroom.grade.batch import jobs_for
from grader.course.manifest import Course, Topic
from grader.errors import SubmissionError
from grader.repository.collect import MAX_FILE, collect

FUSED = "exercises/makemore4/fused.py"


@pytest.fixture
def topic(course: Course) -> Topic:
    """A topic."""
    return course.topics["makemore4"]


@pytest.fixture
def folder(topic: Topic, tmp_path: Path) -> Path:
    """A plain folder with untouched stubs."""
    for name, text in stubs(topic).items():
        path = tmp_path / "ada" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "ada"


def git(folder: Path, *arguments: str) -> str:
    """Run git in `folder`."""
    identity = ["-c", "user.name=a", "-c", "user.email=a@b.invalid", "-c", "commit.gpgsign=false"]
    return subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def repository(folder: Path) -> Path:
    """The same folder as a repository with one commit."""
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "start")
    return folder


@pytest.fixture(params=["folder", "repository"])
def commit(request: pytest.FixtureRequest, folder: Path) -> Path:
    """A change under test stands in a folder, or in the last commit of a repository."""
    if request.param == "repository":
        request.getfixturevalue("repository")
    return folder


def read(path: Path, topic: Topic) -> dict[str, str]:
    """The problems found in a submission, after committing it if it is a repository."""
    if (path / ".git").exists():
        git(path, "add", "--all")
        git(path, "commit", "--quiet", "--allow-empty", "--message", "change")
    return collect(path, [topic]).problems


def test_a_folder_is_read_as_it_is(folder: Path, topic: Topic) -> None:
    """Every declared file is there, nothing else."""
    (folder / "exercises/makemore4/conftest.py").write_text("raise SystemExit")
    collected = collect(folder, [topic])
    assert set(collected.files) == set(stubs(topic))
    assert (collected.student, collected.commit, collected.problems) == ("ada", "", {})


def test_a_repository_is_read_at_its_commit(repository: Path, topic: Topic) -> None:
    """The working tree is not looked at, and an earlier commit can be named."""
    first = git(repository, "rev-parse", "HEAD")
    (repository / FUSED).write_text("second = 2\n")
    git(repository, "commit", "--all", "--quiet", "--message", "second")
    (repository / FUSED).write_text("not committed\n")
    collected = collect(repository, [topic])
    assert collected.files[FUSED] == b"second = 2\n"
    assert collected.commit == git(repository, "rev-parse", "HEAD")
    assert collected.committed_at.startswith("20")
    assert collect(repository, [topic], commit=first).files[FUSED] != b"second = 2\n"
    assert collect(repository, [topic], commit="main~1").commit == first


def test_a_bare_repository_is_read(repository: Path, topic: Topic, tmp_path: Path) -> None:
    """A mirror without a working tree will do."""
    git(tmp_path, "clone", "--quiet", "--bare", str(repository), "mirror.git")
    assert set(collect(tmp_path / "mirror.git", [topic]).files) == set(stubs(topic))


def test_a_missing_file_is_told(commit: Path, topic: Topic) -> None:
    """A stub that was deleted is a problem of that file alone."""
    (commit / FUSED).unlink()
    assert read(commit, topic) == {FUSED: f"{FUSED} is missing"}


@pytest.mark.parametrize("target", ["/etc/passwd", "cross_entropy_steps.py", "/nowhere"])
def test_a_symbolic_link_is_not_followed(commit: Path, topic: Topic, target: str) -> None:
    """A stub that is a link, wherever it leads, is not read."""
    (commit / FUSED).unlink()
    (commit / FUSED).symlink_to(target)
    assert "symbolic link" in read(commit, topic)[FUSED]


def test_a_linked_folder_is_not_followed(commit: Path, topic: Topic, tmp_path: Path) -> None:
    """Nor is a file behind a link."""
    (commit / "exercises/makemore4").rename(tmp_path / "elsewhere")
    (commit / "exercises/makemore4").symlink_to(tmp_path / "elsewhere")
    problems = read(commit, topic)
    assert set(problems) == {*stubs(topic), *topic.optional}
    assert all("symbolic link" in text for text in problems.values())


def test_a_large_file_is_not_read(commit: Path, topic: Topic) -> None:
    """50 MB are refused, and not loaded first."""
    (commit / FUSED).write_bytes(b"#" * (50 << 20))
    assert read(commit, topic) == {FUSED: f"{FUSED} is larger than {MAX_FILE >> 10} KB"}


@pytest.mark.parametrize(
    ("content", "words"), [(b"x = '\xff'\n", "not UTF-8 text (byte 5)"), (b"x\0", "null byte")]
)
def test_what_is_not_text_is_told(commit: Path, topic: Topic, content: bytes, words: str) -> None:
    """Invalid UTF-8 and null bytes are no Python text."""
    (commit / FUSED).write_bytes(content)
    assert words in read(commit, topic)[FUSED]


def test_a_fifo_is_not_waited_for(folder: Path, topic: Topic) -> None:
    """Opening a FIFO would wait for a writer forever."""
    (folder / FUSED).unlink()
    os.mkfifo(folder / FUSED)
    assert read(folder, topic) == {FUSED: f"{FUSED} is not a regular file"}


def test_a_folder_in_a_files_place_is_told(commit: Path, topic: Topic) -> None:
    """A folder named like a stub is not a regular file."""
    (commit / FUSED).unlink()
    (commit / FUSED).mkdir()
    (commit / FUSED / "x").write_text("x")
    assert read(commit, topic)[FUSED].startswith(f"{FUSED} is ")


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("nobody", {}, "no such folder"),
        ("file.txt", {}, "not a folder"),
        ("empty", {}, "holds none of the solution files"),
        ("ada", {"commit": "HEAD"}, "not a git repository, so it has no commit HEAD"),
        ("unborn", {}, "no commit yet"),
        ("unborn", {"commit": "abc"}, "no commit abc"),
        ("unborn", {"commit": "--output=x"}, "is no commit"),
    ],
)
def test_what_is_no_submission_is_one_sentence(
    folder: Path, topic: Topic, tmp_path: Path, name: str, options: dict[str, str], words: str
) -> None:
    """Nothing to read: one line that says what, where and what to do."""
    (tmp_path / "file.txt").touch()
    (tmp_path / "empty").mkdir()
    (tmp_path / "unborn").mkdir()
    git(tmp_path / "unborn", "init", "--quiet")
    with pytest.raises(SubmissionError, match=words) as caught:
        collect(tmp_path / name, [topic], **options)
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_repository_cannot_run_commands(repository: Path, topic: Topic, tmp_path: Path) -> None:
    """Hooks, file monitors, aliases and remotes of a submission stay silent."""
    proof = tmp_path / "proof"
    script = tmp_path / "run.sh"
    script.write_text(f"#!/bin/sh\ntouch {proof}\n")
    script.chmod(0o755)
    for key, value in {
        "core.fsmonitor": str(script),
        "core.sshCommand": str(script),
        "core.pager": str(script),
        "alias.show": f"!{script}",
        "remote.origin.url": f"ext::{script}",
        "remote.origin.promisor": "true",
        "extensions.partialClone": "origin",
        "protocol.ext.allow": "always",
        "gpg.program": str(script),
        "log.showSignature": "true",
        "diff.external": str(script),
    }.items():
        git(repository, "config", key, value)
    blob = git(repository, "rev-parse", f"HEAD:{FUSED}")
    (repository / ".git/objects" / blob[:2] / blob[2:]).unlink()
    collected = collect(repository, [topic])
    [problem] = collected.problems.values()
    assert problem.startswith(f"{FUSED} cannot be read: the repository lacks it")
    assert not proof.exists()


def test_what_may_not_be_read_is_one_sentence(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder without rights, or a disk that fails, is a submission that cannot be read."""
    (tmp_path / "ada").mkdir()

    def denied(path: object, *_: object, **__: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", denied)
    with pytest.raises(SubmissionError, match=r"ada: cannot be read \(.*ada: Permission denied\)"):
        collect(tmp_path / "ada", course.topics.values())


def test_a_name_that_is_not_utf_8_is_written_out(course: Course, tmp_path: Path) -> None:
    """The student of such a folder has a name that every report can hold."""
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    topic = course.topic("micrograd")
    (folder / "exercises/micrograd").mkdir(parents=True)
    shutil.copy(topic.folder / "value.py", folder / "exercises/micrograd/value.py")
    [job] = jobs_for([folder], ["micrograd"])
    collected = collect(folder, [topic])
    assert job.student == collected.student == r"caf\xe9"
    assert collected.source.endswith(r"/caf\xe9")
