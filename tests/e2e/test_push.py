"""Pushes, a fork's pull request and a class run: the workflows themselves, under act."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.course_copy import change, commit, git, grader
from tests.e2e.actions import Run, Runner
from tests.e2e.fake_github import FakeGitHub
from tests.engine.golden import expect_golden

from grader.render.markdown import MARKER
from grader.stored import read

TOKEN = "ghs_TokenOfTheRun"
BOT = "github-actions[bot]"
STUDENT = "class/ada"
TOPIC = "exercises/micrograd"
HOSTILE = """
import os, sys

print("::error file=exercises/micrograd/value.py,line=1::all 80 points earned")
print("::stop-commands::mine\\n::set-output name=record::no\\n## [error]\\x1b[2J@everyone {MARKER}")
sys.stdout.flush()
os._exit(0)
""".replace("{MARKER}", MARKER)


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeGitHub]:
    """GitHub, with the student's repository and the token of its workflow."""
    with FakeGitHub() as fake:
        fake.repository(STUDENT)
        fake.token(TOKEN, BOT, kind="app")
        yield fake


@pytest.fixture(scope="module")
def runner(fake: FakeGitHub, tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """act."""
    return Runner(tmp_path_factory.mktemp("act"), fake.url)


@pytest.fixture
def student(released: Path, tmp_path: Path) -> Path:
    """A student's repository, as it comes from the template."""
    folder = shutil.copytree(released, tmp_path / "student")
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "template")
    return folder


def solve(student: Path, course: Path, *names: str) -> None:
    """Put the reference's files in the place of stubs."""
    for name in names:
        shutil.copy(course / "reference/micrograd" / name, student / TOPIC / name)


def push(runner: Runner, student: Path) -> Run:
    """Commit what is there, and what a push of it sets off."""
    commit(student, "work")
    payload = {
        "repository": {"full_name": STUDENT, "default_branch": "main"},
        "ref": "refs/heads/main",
    }
    return runner.run(student, "grade.yml", "push", payload, secrets={"GITHUB_TOKEN": TOKEN})


def comments(fake: FakeGitHub, repository: str = STUDENT) -> list[str]:
    """What stands in the Feedback issue and below the pull requests of a repository."""
    found = fake.repositories[repository.lower()]
    texts = [issue["body"] for issue in found.issues if "grader:feedback" in (issue["body"] or "")]
    return texts + [comment["body"] for comment in found.comments]


def stable(text: str) -> str:
    """The text without what differs from run to run."""
    text = re.sub(r"`[0-9a-f]{12}`", "`COMMIT`", text)
    # What the comment remembers names the commit as well.
    text = re.sub(r"<!-- grader:states \S+ -->", "<!-- grader:states STATES -->", text)
    text = re.sub(r"engine [0-9.]+, course [\w.\\]+", "engine E, course C", text)
    return re.sub(r"^(\| \w+ \|) \d+ \|$", r"\1 N |", text, flags=re.MULTILINE)


def test_untouched_stubs_are_green_and_silent(
    fake: FakeGitHub, runner: Runner, student: Path
) -> None:
    """A push in which nothing is started says so, is green, and posts nothing."""
    (student / "notes.txt").write_text("hello\n")

    run = push(runner, student)

    assert run.jobs["grade"] == "success", run.printed
    assert "Successfully installed" not in run.printed
    assert "restored" not in run.printed
    assert run.summaries["grade"] == "### Nothing is started yet\n"
    assert run.annotations() == []
    assert comments(fake) == []


def test_a_right_and_a_wrong_push(
    fake: FakeGitHub, runner: Runner, student: Path, small_course: Path
) -> None:
    """Green with an issue named Feedback; then red, annotated, and the same issue edited."""
    solve(student, small_course, "value.py", "derivatives.py")

    run = push(runner, student)

    assert run.jobs == {"grade": "success"}, run.printed
    assert "Successfully installed" in run.printed
    assert "kept Linux" in run.printed
    assert "this machine may grade" in run.printed
    assert run.summaries["grade"].startswith("### Every check of the started tasks passes")
    [first] = comments(fake)
    expect_golden("push/right_summary.md", stable(run.summaries["grade"]))
    expect_golden("push/right_comment.md", stable(first))

    change(student / TOPIC / "derivatives.py", "/ h", "/ (2 * h)")

    run = push(runner, student)

    assert run.jobs == {"grade": "failure"}, run.printed
    assert "restored Linux" in run.printed
    assert "Successfully installed" not in run.printed
    [second] = comments(fake)
    assert "Provisional" in second
    assert "Provisional" in run.summaries["grade"]
    expect_golden("push/wrong_summary.md", stable(run.summaries["grade"]))
    expect_golden("push/wrong_comment.md", stable(second))
    expect_golden("push/wrong_annotations.txt", "\n".join(run.annotations()) + "\n")


def test_a_hostile_push_speaks_for_nobody(
    fake: FakeGitHub, runner: Runner, student: Path, small_course: Path
) -> None:
    """A file that ends the process and prints commands: red, and no command of its own."""
    solve(student, small_course, "derivatives.py", "value.py")
    (student / TOPIC / "value.py").write_text(HOSTILE + (student / TOPIC / "value.py").read_text())
    (student / "conftest.py").write_text("import os\nos._exit(0)\n")
    (student / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")

    run = push(runner, student)

    assert run.jobs["grade"] == "failure", run.printed
    assert all("all 80 points" not in line for line in run.annotations())
    summary = run.summaries["grade"]
    assert "ended itself with exit status 0" in summary
    assert "\x1b" not in summary
    [comment] = comments(fake)
    assert comment.startswith(MARKER)
    expect_golden("push/hostile_summary.md", stable(summary))
    expect_golden("push/hostile_annotations.txt", "\n".join(run.annotations()) + "\n")


@pytest.mark.full
def test_a_changed_check_is_not_run(runner: Runner, student: Path, small_course: Path) -> None:
    """A visible check that differs from the release is told by name, and the push is red."""
    solve(student, small_course, "derivatives.py")
    with (student / TOPIC / "test_derivatives.py").open("a") as stream:
        stream.write("\n\ndef test_more():\n    pass\n")

    run = push(runner, student)

    assert run.jobs["grade"] == "failure", run.printed
    assert run.summaries["grade"].startswith("### Not checked as a whole")
    assert "test\\_derivatives.py differs from the release" in run.summaries["grade"]


def test_a_pull_request_from_a_fork(
    fake: FakeGitHub, runner: Runner, student: Path, small_course: Path
) -> None:
    """Its own run may not write; the run after it posts, without the fork's code."""
    fake.repository("class/template", private=False)
    base = shutil.copytree(student, student.parent / "base")
    git(base, "branch", "feedback")
    solve(student, small_course, "derivatives.py")
    commit(student, "work")
    head = git(student, "rev-parse", "HEAD")
    fake.repository("ada/template", private=False, branches={"main": [head]})
    pull = fake.pull(
        "class/template", "my work", "ada", head_repo="ada/template", sha=head, base="main"
    )
    payload: dict[str, Any] = {
        "repository": {"full_name": "class/template", "default_branch": "main"},
        "number": pull["number"],
        "pull_request": {
            "number": pull["number"],
            "head": {"sha": head, "ref": "main", "repo": {"full_name": "ada/template"}},
        },
    }

    graded = runner.run(student, "grade.yml", "pull_request", payload)

    assert graded.jobs == {"grade": "success"}, graded.printed
    after = {
        "repository": payload["repository"],
        "workflow_run": {
            "id": 1,
            "event": "pull_request",
            "conclusion": "success",
            "head_sha": head,
            "head_branch": "main",
            "head_repository": {"full_name": "ada/template"},
            "pull_requests": [],
        },
    }
    posted = runner.run(
        base,
        "feedback.yml",
        "workflow_run",
        after,
        secrets={"GITHUB_TOKEN": TOKEN},
        artifacts=graded.artifacts,
    )
    assert posted.jobs == {"feedback": "success"}, posted.printed
    [comment] = comments(fake, "class/template")
    assert "Provisional" in comment
    assert head[:12] in comment


def test_a_pull_request_within_the_repository(runner: Runner, student: Path) -> None:
    """Its branch was graded when it was pushed, so there is nothing to pay for."""
    payload = {
        "repository": {"full_name": STUDENT, "default_branch": "main"},
        "pull_request": {"number": 1, "head": {"ref": "work", "repo": {"full_name": STUDENT}}},
    }

    run = runner.run(student, "grade.yml", "pull_request", payload)

    assert run.jobs == {}
    assert run.printed == ""


@pytest.mark.full
def test_a_forks_pull_request_with_nothing_begun(
    fake: FakeGitHub, runner: Runner, student: Path
) -> None:
    """Both runs are green, and nothing is posted."""
    fake.repository("class/quiet", private=False)
    repository = {"full_name": "class/quiet", "default_branch": "main"}
    head = {"sha": git(student, "rev-parse", "HEAD"), "repo": {"full_name": "ada/quiet"}}
    payload = {"repository": repository, "pull_request": {"number": 1, "head": head}}
    graded = runner.run(student, "grade.yml", "pull_request", payload)
    assert graded.jobs == {"grade": "success"}, graded.printed
    after = {
        "repository": repository,
        "workflow_run": {
            "id": 1,
            "event": "pull_request",
            "conclusion": "success",
            "head_sha": head["sha"],
            "head_branch": "main",
            "head_repository": head["repo"],
        },
    }

    posted = runner.run(
        student,
        "feedback.yml",
        "workflow_run",
        after,
        secrets={"GITHUB_TOKEN": TOKEN},
        artifacts=graded.artifacts,
    )

    assert posted.jobs == {"feedback": "success"}, posted.printed
    assert "nothing posted: there is no record" in posted.printed
    assert comments(fake, "class/quiet") == []


@pytest.mark.full
def test_a_term_by_night(
    fake: FakeGitHub, runner: Runner, small_course: Path, root: Path, tmp_path: Path
) -> None:
    """Two nights: collected, graded, the book kept in a branch, feedback; the second finds it."""
    course = shutil.copytree(small_course, tmp_path / "course")
    shutil.copytree(root / ".github", course / ".github", dirs_exist_ok=True)
    shutil.copytree(root / ".ci", course / ".ci", dirs_exist_ok=True)
    host = tmp_path / "host"
    git(tmp_path, "init", "--quiet", "--bare", str(host / "class/course.git"))
    term = course / "terms/spring"
    term.mkdir(parents=True)
    (term / "term.toml").write_text("[topics.micrograd]\ndue = 2099-03-14\n")
    (term / "roster.csv").write_text("student,repository\nada,class/ada\nbob,class/bob\n")
    commit(course, "term")
    for name in ("ada", "bob"):
        work = host / "class" / f"{name}.git"
        shutil.copytree(small_course / "exercises", work / "exercises")
        if name == "ada":
            solve(work, small_course, "derivatives.py", "value.py")
        git(work, "init", "--quiet", "--initial-branch=main")
        commit(work, "work")
        tip = git(work, "rev-parse", "HEAD")
        fake.repository(f"class/{name}", branches={"main": [tip]})
    fake.token("teacher", "Teacher")
    books = []
    for _night in range(2):
        run = runner.run(
            course,
            "term.yml",
            "workflow_dispatch",
            {"repository": {"full_name": "class/course"}, "inputs": {"publish": "true"}},
            secrets={
                "CLASS_READ_TOKEN": "teacher",
                "CLASS_WRITE_TOKEN": "teacher",
                "GRADER_SECRET": "s" * 40,
            },
            environment={"GITHUB_SERVER_URL": f"file://{host}"},
            variables={"GRADER_TERM": "terms/spring", "CLASS_AUTHOR": "Teacher"},
        )
        assert set(run.jobs.values()) == {"success"}, run.printed[-6000:]
        books.append(git(host / "class/course.git", "rev-parse", "gradebook-spring"))
        table = (run.artifacts / "report" / "grades.csv").read_text().splitlines()
        assert [line.partition(",")[0] for line in table] == ["student", "ada", "bob"]
    assert "2 graded by run 1" not in run.printed
    assert "the book of commit " + books[0] in run.printed
    for name in ("ada", "bob"):
        [text] = comments(fake, f"class/{name}")
        assert "Provisional" not in text


@pytest.mark.full
def test_a_class_in_shards(
    fake: FakeGitHub, runner: Runner, small_course: Path, root: Path, tmp_path: Path
) -> None:
    """Twelve repositories: fetched, graded in three jobs or one, one report, feedback for each."""
    course = shutil.copytree(small_course, tmp_path / "course")
    shutil.copytree(root / ".github", course / ".github", dirs_exist_ok=True)
    host, rows = tmp_path / "host", ["student,repository"]
    for number in range(12):
        name = f"basics-{number:02}"
        work = host / "class" / f"{name}.git"
        shutil.copytree(small_course / "exercises", work / "exercises")
        if number % 3:
            solve(work, small_course, "derivatives.py", "value.py")
        git(work, "init", "--quiet", "--initial-branch=main")
        commit(work, "work")
        fake.repository(f"class/{name}")
        rows.append(f"student{number:02},class/{name}")
    (course / "roster.csv").write_text("\n".join([*rows, ""]))
    commit(course, "roster")
    fake.token("teacher", "Teacher")

    # Alone, an artifact is laid out as many are.
    for shards in ("3", "1", "1"):
        run = runner.run(
            course,
            "class.yml",
            "workflow_dispatch",
            {
                "repository": {"full_name": "class/course"},
                "inputs": {"publish": "true", "topics": ""},
            },
            secrets={
                "CLASS_READ_TOKEN": "teacher",
                "CLASS_WRITE_TOKEN": "teacher",
                "GRADER_SECRET": "s" * 40,
            },
            environment={"GITHUB_SERVER_URL": f"file://{host}"},
            variables={"GRADER_SHARDS": shards},
        )

        assert set(run.jobs.values()) == {"success"}, run.printed[-6000:]
        assert f"kept graded-1-{shards}-" in run.printed
        records = sorted((run.artifacts / "report" / "records").glob("*.json"))
        assert len(records) == 12
        earned = [read(path).topics[0].earned for path in records]
        assert [bool(points) for points in earned] == [bool(number % 3) for number in range(12)]
    assert "restored graded-1-1-" in run.printed
    for number in range(12):
        [text] = comments(fake, f"class/basics-{number:02}")
        assert "Provisional" not in text
    one = grader(
        "grade", *sorted((host / "class").iterdir()), "--out", tmp_path / "one", cwd=course,
        GRADER_SECRET="s" * 40,
    )  # fmt: skip
    assert one.returncode == 0, one.stderr
