"""`.ci/gradebook` keeps a book in a branch: what somebody else has kept is never written over."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.course_copy import git

NAME = "gradebook-spring"


@pytest.fixture
def server(tmp_path: Path) -> str:
    """The address of an empty repository."""
    git(tmp_path, "init", "--quiet", "--bare", str(tmp_path / "server.git"))
    return (tmp_path / "server.git").as_uri()


def keep(root: Path, what: str, server: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the script."""
    folder.mkdir(exist_ok=True)
    command = [root / ".ci/gradebook", what, server, folder, NAME]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_book_goes_from_night_to_night(root: Path, server: str, tmp_path: Path) -> None:
    """There is none at first; what was put is what the next one gets; the branch holds it alone."""
    folder = tmp_path / "first"
    assert "a new book is begun" in keep(root, "get", server, folder).stdout
    assert not (folder / "gradebook.db").exists()
    for night in (b"one", b"two"):
        (folder / "gradebook.db").write_bytes(night)
        assert keep(root, "put", server, folder).returncode == 0
        folder = tmp_path / night.decode()
        assert keep(root, "get", server, folder).returncode == 0
        assert (folder / "gradebook.db").read_bytes() == night
    bare = tmp_path / "server.git"
    assert git(bare, "rev-list", "--count", NAME) == "1"


def test_the_second_of_two_is_refused(root: Path, server: str, tmp_path: Path) -> None:
    """Both took the same book; whoever comes later writes nothing, also where there was none."""
    folders = [tmp_path / "a", tmp_path / "b"]
    for night in ("first", "second"):
        for folder in folders:
            assert keep(root, "get", server, folder).returncode == 0
            (folder / "gradebook.db").write_text(f"{folder.name} {night}")
        done = [keep(root, "put", server, folder).returncode for folder in folders]
        assert done[0] == 0
        assert done[1] != 0
        assert keep(root, "get", server, tmp_path / "c").returncode == 0
        assert (tmp_path / "c/gradebook.db").read_text() == f"a {night}"


def test_what_is_no_file_or_not_closed_is_not_kept(root: Path, server: str, tmp_path: Path) -> None:
    """PostgreSQL keeps its own; a book still written to is not whole; no server, no book."""
    folder = tmp_path / "term"
    assert keep(root, "get", server, folder).returncode == 0
    done = keep(root, "put", server, folder)
    assert (done.returncode, "stays where it is" in done.stdout) == (0, True)
    (folder / "gradebook.db").write_bytes(b"book")
    (folder / "gradebook.db-wal").write_bytes(b"more")
    assert "still written to" in keep(root, "put", server, folder).stderr
    assert keep(root, "get", (tmp_path / "nowhere").as_uri(), folder).returncode not in (0, 2)
