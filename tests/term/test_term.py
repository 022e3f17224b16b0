"""A term, from the students' pushes to everybody's grade: the desk says what the oracle says.

The term is made from a seed (generate.py), served by the fake GitHub, collected and graded by the
commands. The oracle (oracle.py) knows what was pushed and what each content is worth.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.course_copy import change
from tests.e2e.fake_github import FakeGitHub
from tests.term import generate
from tests.term.conftest import POLICIES
from tests.term.support import Made, differences, graded_in, served

from grader.errors import EXIT_SUBMISSIONS

FORCED = ("forced", "forced_late")
FIRST = "a tenth a day"
QUICK = ("days where they gain",)
NAMES = [n if n in QUICK else pytest.param(n, marks=pytest.mark.full) for n in POLICIES]
_FOUND = shutil.ignore_patterns("gradebook.db*", "collected")


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


@pytest.fixture(scope="module")
def graded(collected: tuple[Made, str]) -> Made:
    """The same, graded once; what another policy counts beside it is graded where that is asked."""
    made, _ = collected
    generate.write_policy(POLICIES[FIRST], made.desk)
    done = made.grader("grade", "--term", made.desk, "--no-pages")
    assert done.returncode == 0, done.stdout + done.stderr
    return made


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
        elif student.kind == "branch_renamed":
            [line] = own
            assert "the default branch was called main before" in line
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


@pytest.mark.parametrize("name", NAMES)
def test_every_grade_is_the_oracles(graded: Made, name: str) -> None:
    """Of every student, topic and total, exactly; for each policy over the same pushes."""
    made = graded
    generate.write_policy(POLICIES[name], made.desk)
    done = made.grader("grade", "--term", made.desk, "--out", made.folder / "report")
    assert done.returncode == 0, done.stdout + done.stderr
    told = made.grader("term", "status", made.desk, "--json")
    found = graded_in(json.loads(told.stdout)["students"])
    lines = differences(found, made.expected(POLICIES[name]), made.term)
    assert not lines, "\n".join(lines)
    assert made.found() == found


def test_collecting_again_is_cheap(collected: tuple[Made, str], fake: FakeGitHub) -> None:
    """Nobody's work is new, and no more than two requests a student go out."""
    made, _ = collected
    asked = len(fake.log)
    done = made.grader("collect", "--term", made.desk)
    assert done.returncode == EXIT_SUBMISSIONS
    assert "0 with new work, 3 not collected" in done.stdout
    assert len(fake.log) - asked <= 2 * len(made.term.roster) + 2


def test_a_changed_check_moves_whom_it_must(graded: Made, tmp_path: Path) -> None:
    """Those whose work it judges anew and nobody else, and only once it is accepted."""
    made, policy = graded, POLICIES[FIRST]
    shutil.copytree(made.course, tmp_path / "course")
    shutil.copytree(made.desk, tmp_path / "terms/made")
    copy = replace(made, course=tmp_path / "course", folder=tmp_path)
    generate.write_policy(policy, copy.desk)
    again = copy.grader("grade", "--term", copy.desk, "--no-pages")
    assert again.returncode == 0, again.stderr
    assert "nothing changes" in copy.grader("regrade", "--term", copy.desk).stdout
    # The hidden check that half of a task hangs on passes for everybody now.
    zero = "student.double(0), 0"
    change(copy.course / "tests/hidden/mini/test_mini.py", zero, "0 * student.double(0), 0")
    half = made.worth["mini"]["open"]
    full = {"mini": made.worth["mini"] | {"open": replace(half, earned=half.possible)}}
    before, after = made.expected(policy), replace(made, worth=made.worth | full).expected(policy)
    movers = {name for name in before if before[name] != after[name]}
    assert 2 < len(movers) < len(before) / 2
    regraded = copy.grader("regrade", "--term", copy.desk)
    assert regraded.returncode == 0, regraded.stderr
    assert set(re.findall(r"^  (\w+): total", regraded.stdout, re.MULTILINE)) == movers
    assert f"{len(movers)} of {len(before)} move" in regraded.stdout
    assert differences(copy.found(), before, made.term) == []
    [number] = re.findall(r"grader accept (\d+)", regraded.stdout)
    assert copy.grader("accept", number, "--term", copy.desk).returncode == 0
    assert differences(copy.found(), after, made.term) == []


@pytest.mark.full
def test_without_the_servers_word_the_clock_of_a_students_git_counts(
    collected: tuple[Made, str], fake: FakeGitHub, tmp_path: Path
) -> None:
    """Backdated work is in time then, and whoever reads the grade is told that it is not proven."""
    made, _ = collected
    shutil.copytree(made.desk, tmp_path / "terms/made", ignore=_FOUND)
    copy = replace(made, folder=tmp_path, env=made.env | {"GITHUB_TOKEN": ""})
    policy = POLICIES["refused"]
    generate.write_policy(policy, copy.desk)
    assert copy.grader("collect", "--term", copy.desk).returncode == EXIT_SUBMISSIONS
    done = copy.grader("grade", "--term", copy.desk, "--out", tmp_path / "report")
    assert done.returncode == 0, done.stderr
    # A history tells nothing of what was forced away, nor whose repository has another name now.
    told = [s for s in made.term.roster if s.kind not in (*FORCED, "renamed")]
    students = [replace(s, events=generate.as_committed(s.events)) for s in told]
    expected = replace(copy, term=replace(made.term, students=students)).expected(policy)
    found = {name: grade for name, grade in copy.found().items() if name in expected}
    assert differences(found, expected, made.term) == []
    backdated = next(s for s in made.term.roster if s.kind == "backdated")
    why = ("why", backdated.name, "mini", "--term")
    assert "not proven" in copy.grader(*why, copy.desk).stdout
    assert "not proven" not in made.grader(*why, made.desk).stdout
