"""A term, from the students' pushes to everybody's grade: what the desk says is what the oracle says.

The term is made from a seed (generate.py), served by the fake GitHub, collected and graded by the
commands. The oracle (oracle.py) knows what was pushed and what each content is worth.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.e2e.fake_github import FakeGitHub
from tests.term import generate
from tests.term.conftest import POLICIES
from tests.term.support import Made, differences, served

from grader.errors import EXIT_SUBMISSIONS

FORCED = ("forced", "forced_late")


@pytest.fixture(scope="module")
def fake(small_term: Made) -> Iterator[FakeGitHub]:
    """The small term's GitHub."""
    with served(small_term) as fake:
        yield fake


@pytest.fixture(scope="module")
def collected(small_term: Made, fake: FakeGitHub) -> tuple[Made, str]:
    """The small term collected once, and what the command said."""
    done = small_term.grader("collect", "--term", small_term.desk)
    assert done.returncode == EXIT_SUBMISSIONS, done.stderr
    return small_term, done.stdout + done.stderr


def test_collecting_says_what_is_not_as_it_should_be(collected: tuple[Made, str]) -> None:
    """Empty, private, gone, renamed: a line each. A forced push: both of its ends."""
    made, said = collected
    lines = said.splitlines()
    for student in made.term.roster:
        own = [line for line in lines if f"{student.name}:" in line]
        if student.kind in generate.UNREACHABLE:
            [line] = own
            assert ("no commit" if student.kind == "empty" else "(404)") in line
        elif student.kind == "renamed":
            [line] = own
            assert f"{student.repository}-new" in line
        elif student.kind in FORCED:
            pushes = [event for event in student.events if event.kind == "force_push"]
            ends = {end[:12] for event in pushes for end in (event.before, event.commit)}
            assert {end for end in ends if any(end in line for line in own)} == ends
        else:
            assert own == []


def test_both_ends_of_a_forced_push_are_kept(collected: tuple[Made, str]) -> None:
    """The commit that no branch leads to any more can be graded."""
    made, _ = collected
    repositories = [path.parent for path in made.desk.rglob("objects") if path.is_dir()]
    for student in made.term.roster:
        if student.kind in FORCED:
            [own] = [path for path in repositories if student.name in path.name]
            for event in (e for e in student.events if e.kind == "force_push"):
                for end in (event.before, event.commit):
                    assert generate.git(f"--git-dir={own}", "cat-file", "-t", end) == "commit"


@pytest.mark.parametrize("name", POLICIES)
def test_every_grade_is_the_oracles(collected: tuple[Made, str], name: str) -> None:
    """Of every student, topic and total, exactly; for each policy over the same pushes."""
    made, _ = collected
    generate.write_policy(POLICIES[name], made.desk)
    done = made.grader("grade", "--term", made.desk, "--out", made.folder / "report")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = differences(made.found(), made.expected(POLICIES[name]), made.term)
    assert not lines, "\n".join(lines)


def test_collecting_again_is_cheap(collected: tuple[Made, str], fake: FakeGitHub) -> None:
    """Nobody's work is new, and no more than two requests a student go out."""
    made, _ = collected
    asked = len(fake.log)
    done = made.grader("collect", "--term", made.desk)
    assert done.returncode == EXIT_SUBMISSIONS
    assert "0 with new work, 3 not collected" in done.stdout
    assert len(fake.log) - asked <= 2 * len(made.term.roster) + 2


def test_the_desk_does_not_decide_by_the_clock_of_a_students_git(
    collected: tuple[Made, str], tmp_path: Path
) -> None:
    """Without the server's word the backdated work counts as in time, and is not called proven."""
    made, _ = collected
    desk = shutil.copytree(made.desk, tmp_path / "made", ignore=lambda *_: ["gradebook.db"])
    generate.write_policy(POLICIES["refused"], desk)
    backdated = next(s for s in made.term.roster if s.kind == "backdated")
    proven = made.grader("why", backdated.name, "mini", "--term", made.desk)
    assert proven.returncode == 0, proven.stderr
    assert "not proven" not in proven.stdout
