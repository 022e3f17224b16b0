"""Collecting: what was pushed when, by whose clock; one student's trouble is a line."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.course_copy import git
from tests.desk.small import CONTENTS, Small, small

from classroom.desk.collect import Brought, Collector
from classroom.desk.events import Push, history_of, submissions
from classroom.desk.gradebook import Gradebook
from classroom.desk.status import all_grades, grades_csv, lines
from classroom.desk.why import why
from classroom.github.commits import committed, trees
from classroom.github.fetch import Fetcher

TERM = """timezone = "Europe/Berlin"
late = { per_day = "10%" }

[topics.mini]
due = 2027-03-14T18:00:00
"""


def commit(folder: Path, content: str, at: str) -> str:
    """Commit a student's work at a time that their own git says."""
    path = folder / "exercises/mini/mini.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(CONTENTS[content])
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
            patch.setenv(name, at)
        git(folder, "commit", "--quiet", "--allow-empty", "--message", content)
    return git(folder, "rev-parse", "HEAD")


def served(root: Path) -> Small:
    """A term whose class of three lies on a server of files, class/NAME.git."""
    made = small(root / "course", {}, TERM)
    roster = "".join(f"{name},class/{name}\n" for name in ("ada", "bob", "cyd"))
    (made.root / "term/roster.csv").write_text(f"student,repository\n{roster}")
    return made


def publish(root: Path, name: str, work: Path) -> None:
    """Put a student's repository onto the server as it is now."""
    target = root / "server/class" / f"{name}.git"
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    git(root, "clone", "--quiet", "--bare", str(work), str(target))


def collect(made: Small, server: Path) -> dict[str, Brought]:
    """Collect from the server of files, which nobody can ask for times."""
    term = made.term
    fetcher = Fetcher(server.as_uri(), "")
    book = Gradebook(term.file.gradebook)
    return {one.student: one for one in Collector(term, book, None, fetcher).run()}


def test_without_the_servers_word_times_are_as_committed(tmp_path: Path) -> None:
    """They count, and are called not proven; what cannot be fetched is a line."""
    made, work = served(tmp_path), tmp_path / "work"
    for name in ("ada", "bob"):
        (work / name).mkdir(parents=True)
    commit(work / "ada", "wrong", "2027-03-14T12:00:00+01:00")
    commit(work / "ada", "right", "2027-03-15T12:00:00+01:00")
    commit(work / "bob", "right", "2027-03-14T18:00:00+01:00")
    for name in ("ada", "bob"):
        publish(tmp_path, name, work / name)
    brought = collect(made, tmp_path / "server")
    assert {name: one.failed for name, one in brought.items()} == {
        "ada": False,
        "bob": False,
        "cyd": True,
    }
    [line] = brought["cyd"].lines
    assert line.startswith("class/cyd: cannot be fetched")
    made.grade()
    # ada is one day late: 10 * 0.9, more than the 4 in time.
    assert made.points() == {"ada": 9, "bob": 10, "cyd": 0}
    term, book = made.term, made.means().book
    assert "committed, not proven" in "\n".join(why(term, book, "ada", "mini"))
    table = grades_csv(term, all_grades(term, book))
    assert 'ada,9,10,1,"committed, not proven",90\n' in table
    assert "cyd: class/cyd: cannot be fetched" in "\n".join(lines(term, book))
    again = collect(made, tmp_path / "server")
    assert {one.new for one in again.values()} == {0}


def test_a_history_that_is_written_anew_is_said_and_kept(tmp_path: Path) -> None:
    """What was collected before still counts, and can be graded."""
    made, work = served(tmp_path), tmp_path / "work/ada"
    work.mkdir(parents=True)
    commit(work, "stub", "2027-03-10T12:00:00+01:00")
    first = commit(work, "right", "2027-03-14T12:00:00+01:00")
    publish(tmp_path, "ada", work)
    collect(made, tmp_path / "server")
    git(work, "reset", "--quiet", "--hard", "HEAD~1")
    commit(work, "wrong", "2027-03-13T12:00:00+01:00")
    publish(tmp_path, "ada", work)
    brought = collect(made, tmp_path / "server")["ada"]
    assert brought.lines == ["the history was written anew; what it was before is kept"]
    assert brought.new == 1
    assert made.grade().problems == []
    found = made.grades()["ada"].topics["mini"]
    assert (found.points, found.handed and found.handed.commit) == (10, first)


def test_time_does_not_run_back_in_a_history(tmp_path: Path) -> None:
    """A commit on top of another one is no older, whatever its date says."""
    work = tmp_path / "work"
    work.mkdir()
    commits = [
        commit(work, "stub", "2027-03-10T12:00:00Z"),
        commit(work, "wrong", "2027-03-20T12:00:00Z"),
        commit(work, "right", "2027-03-01T12:00:00Z"),
    ]
    git(work, "branch", "submission")
    found = committed(work / ".git")
    late = datetime(2027, 3, 20, 12, tzinfo=UTC)
    assert found == list(
        zip(commits, [datetime(2027, 3, 10, 12, tzinfo=UTC), late, late], strict=True)
    )


def test_a_folder_is_as_old_as_the_collection_that_saw_it_first(tmp_path: Path) -> None:
    """Of a class without GitHub; the same content again is nothing new."""
    made = small(tmp_path / "course", {"ada": "stub", "bob": "right"})
    begin = datetime.now(UTC)
    made.collect()
    made.hand_in("ada", "right")
    shutil.rmtree(made.root / "class/bob")
    made.collect()
    made.collect()
    work = made.means().book.work()
    times = [one.at for one in work["ada"]["mini"]]
    assert len(times) == 2
    assert begin - timedelta(seconds=1) < times[0] < times[1]
    assert {one.known for one in work["ada"]["mini"]} == {"collected"}
    assert len(work["bob"]["mini"]) == 1
    book = made.means().book
    assert "no such folder" in book.students()["bob"].problem
    made.grade()
    assert made.points() == {"ada": 10, "bob": 10}


def test_a_push_without_a_change_of_the_topic_is_none(tmp_path: Path) -> None:
    """The earlier time stands; a folder that goes and comes again is two changes."""
    at = datetime(2027, 3, 1, tzinfo=UTC)
    pushes = [
        Push(str(n), "", "push", "", commit, at + timedelta(days=n), "server")
        for n, commit in enumerate("abcdef")
    ]
    trees = {("a", "t"): "1", ("b", "t"): "1", ("c", "t"): "", ("d", "t"): "1", ("e", "t"): "2"}
    found = [(push.commit, tree) for push, tree in submissions(pushes, trees, "t")]
    assert found == [("a", "1"), ("c", ""), ("d", "1"), ("e", "2"), ("f", "gone f")]


NOTHING = "0" * 40


def history(*entries: tuple[str, str, str, str, int]) -> list[Push]:
    """Entries as the server tells them: branch, kind, before, after, minute."""
    at = datetime(2027, 3, 1, tzinfo=UTC)
    return [
        Push(str(n), f"refs/heads/{ref}", kind, before, after, at + timedelta(minutes=m), "server")
        for n, (ref, kind, before, after, m) in enumerate(entries)
    ]


def commits(pushes: list[Push], ref: str) -> str:
    """The commits of a branch's history."""
    return "".join(push.commit for push in history_of(pushes, f"refs/heads/{ref}"))


def test_a_renamed_branch_keeps_its_history() -> None:
    """Its pushes were pushed when they were pushed, whatever the branch was called then."""
    first = ("old", "branch_creation", NOTHING, "a", 0)
    work = ("old", "push", "a", "b", 5)
    made, gone = (
        ("new", "branch_creation", NOTHING, "b", 9),
        ("old", "branch_deletion", "b", NOTHING, 9),
    )
    later = ("new", "push", "b", "c", 20)
    for ends in ((made, gone), (gone, made)):
        assert commits(history(first, work, *ends, later), "new") == "abbc"
    again = (
        ("main", "branch_creation", NOTHING, "c", 30),
        ("new", "branch_deletion", "c", NOTHING, 30),
    )
    assert commits(history(first, work, made, gone, later, *again), "main") == "abbcc"


def test_a_branch_that_was_not_renamed_begins_where_it_was_made() -> None:
    """A branch beside another one, and one whose like was deleted elsewhere or another time."""
    first = ("main", "branch_creation", NOTHING, "a", 0)
    work = ("main", "push", "a", "b", 5)
    side = ("side", "branch_creation", NOTHING, "b", 9)
    assert commits(history(first, work, side), "side") == "b"
    assert commits(history(first, work, side), "main") == "ab"
    much_later = ("main", "branch_deletion", "b", NOTHING, 60)
    assert commits(history(first, work, side, much_later), "side") == "b"
    other = ("main", "branch_deletion", "c", NOTHING, 9)
    assert commits(history(first, work, side, other), "side") == "b"
    assert commits(history(first), "gone") == ""


def test_trees_of_commits_that_are_there(tmp_path: Path) -> None:
    """A missing folder, a file in its place and a missing commit are told apart."""
    work = tmp_path / "work"
    work.mkdir()
    first = commit(work, "stub", "2027-03-10T12:00:00Z")
    shutil.rmtree(work / "exercises/mini")
    (work / "exercises/mini").write_text("a file")
    git(work, "add", "--all")
    git(work, "commit", "--quiet", "--message", "file")
    second, gone = git(work, "rev-parse", "HEAD"), "1" * 40
    found = trees(work / ".git", [first, second, gone], ["mini", "maxi"])
    tree = git(work, "rev-parse", f"{first}:exercises/mini")
    assert found == {
        (first, "mini"): tree,
        (first, "maxi"): "",
        (second, "mini"): "",
        (second, "maxi"): "",
    }
