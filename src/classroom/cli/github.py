"""The commands around a class's repositories on GitHub: create, provision, fetch, publish."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from classroom.github.refusals import pause_ahead, require_scopes, stop_if_hopeless
from classroom.github.roster import read_roster, with_repositories
from grader.errors import EXIT_SUBMISSIONS, GitHubError, SubmissionError, UsageError

_RosterArgument = Annotated[
    Path, typer.Argument(help="A CSV file: student, repository (owner/name), any other columns.")
]
_RepositoryOption = Annotated[
    str,
    typer.Option(
        "--repository", help="For a roster without that column: owner/name with {student} in it."
    ),
]


def create(
    roster: _RosterArgument,
    template: Annotated[
        str, typer.Option("--template", help="The student repository, owner/name, a template.")
    ],
    repository: _RepositoryOption = "",
) -> None:
    """Make each student's repository from the template, and invite them to it.

    Private, in the owner's account that the roster names (one organisation for all), with the
    student as collaborator who may push; their accounts stand in the column github. What is there
    already stays, so the command can be run again. GITHUB_TOKEN needs administration: write and
    contents: read, in the organisation and of the template; a classic token the scope repo.

    Exit status: 0 all made or there, 2 wrong use, 3 some failed, 6 the token is not accepted or
    lacks a permission, or GitHub asks for a long pause.

    Example: grader create roster.csv --template my-class/basics
    """
    from classroom.github import create as creating
    from grader.push.client import GitHub

    students = with_repositories(read_roster(roster), repository)
    creating.require_one_owner(students)
    github = GitHub.from_environment()
    require_scopes(github, "repo")
    creating.require_template(github, template)
    if told := pause_ahead(students):
        typer.echo(told)
    counts: Counter[str] = Counter()
    for number, student in enumerate(students, 1):
        try:
            created = creating.create(github, template, student)
            done = "made" if created.made else "there"
            text = f"{student.repository}: {done}"
            if created.invited:
                counts["invited"] += 1
                text += f", {student.account} invited"
        except GitHubError as e:
            stop_if_hopeless(e, first=number == 1)
            done, text = "failed", f"failed: {e}"
        counts[done] += 1
        _tell(number, len(students), student.name, text)
    _count(counts, "made", "there", "invited", "failed")


def provision(roster: _RosterArgument, repository: _RepositoryOption = "") -> None:
    """Make the pull request named Feedback in each student's repository.

    It compares the default branch with the branch `feedback`, which stays at the first commit.
    What is there already stays, so the command can be run again. GitHub opens it after the first
    push only: until then the repository is waiting. GITHUB_TOKEN needs contents: write and
    pull-requests: write.

    Exit status: 0 all made, there or waiting, 2 wrong use, 3 some failed, 6 the token is not
    accepted, or GitHub asks for a long pause.

    Example: grader provision roster.csv
    """
    from classroom.github.provision import provision as provision_one
    from grader.push.client import GitHub

    students = with_repositories(read_roster(roster), repository)
    github = GitHub.from_environment()
    require_scopes(github, "repo", "workflow")
    if warned := pause_ahead(students):
        typer.echo(warned)
    counts: Counter[str] = Counter()
    for number, student in enumerate(students, 1):
        try:
            done: str = provision_one(github, student.repository)
            told = f"{student.repository}: {done}"
        except GitHubError as e:
            stop_if_hopeless(e, first=number == 1)
            done, told = "failed", f"failed: {e}"
        if done == "waiting":
            told += " for the first push"
        counts[done] += 1
        _tell(number, len(students), student.name, told)
    _count(counts, "made", "there", "waiting", "failed")


def fetch(
    roster: _RosterArgument,
    out: Annotated[Path, typer.Option("--out", help="The folder for the students' folders.")],
    repository: _RepositoryOption = "",
) -> None:
    """Fetch each student's repository into a folder of their name, for `grader grade`.

    The folders are bare git repositories with the last commit of the default branch; nothing of a
    repository is checked out or run. GITHUB_TOKEN needs contents: read.

    Exit status: 0 all fetched, 2 wrong use, 3 some were not (the others were).

    Example: grader fetch roster.csv --out class
    """
    from classroom.github.fetch import Fetcher

    students = with_repositories(read_roster(roster), repository)
    fetcher = Fetcher.from_environment()
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise UsageError(f"cannot write to {out}: {e.strerror}.") from None
    failed = 0
    for number, student in enumerate(students, 1):
        try:
            told = f"{student.repository} at {fetcher.fetch(student, out)[:12]}"
        except SubmissionError as e:
            failed += 1
            told = f"failed: {e}"
        _tell(number, len(students), student.name, told)
    typer.echo(f"{len(students) - failed} fetched, {failed} failed")
    raise typer.Exit(EXIT_SUBMISSIONS if failed else 0)


def publish(
    report: Annotated[Path, typer.Argument(help="The report folder of grader grade.")],
    roster: Annotated[Path, typer.Option("--roster", help="The roster, a CSV file.")],
    author: Annotated[
        str,
        typer.Option(
            "--author",
            help="Who the token writes as; needed for a GitHub App, as NAME[bot].",
            show_default="asked of GitHub",
        ),
    ] = "",
    repository: _RepositoryOption = "",
) -> None:
    """Post each student's feedback from a report to their repository.

    One comment on the pull request named Feedback, else an issue of that name; the next run edits
    it, and leaves it alone where nothing changed. Hidden checks stay closed until the deadline. A
    record whose student is not on the roster is not posted, and nothing for who could not be
    graded. GITHUB_TOKEN needs issues: write and pull-requests: write.

    Exit status: 0 all posted or unchanged, 2 wrong use, 3 some were not posted, 6 the token is not
    accepted or lacks a permission, or GitHub asks for a long pause.

    Example: grader publish report --roster roster.csv
    """
    from classroom.github import publish as publishing
    from grader.push.client import GitHub
    from grader.push.sticky import author_of

    students = with_repositories(read_roster(roster), repository)
    records, ungraded = publishing.read_class(report)
    github = GitHub.from_environment()
    lines = publishing.publish(github, records, students, author or author_of(github))
    lost = publishing.unpublished(records, ungraded)
    failed, total = 0, len(records) + len(lost)
    for number, line in enumerate(itertools.chain(lines, lost), 1):
        failed += line.failed
        _tell(number, total, line.student, line.text)
    typer.echo(f"{total - failed} done, {failed} failed")
    raise typer.Exit(EXIT_SUBMISSIONS if failed else 0)


def _count(counts: Counter[str], *words: str) -> NoReturn:
    """Say how many, and end: with 0 where none failed."""
    typer.echo(", ".join(f"{counts[word]} {word}" for word in words))
    raise typer.Exit(EXIT_SUBMISSIONS if counts["failed"] else 0)


def _tell(number: int, total: int, student: str, text: str) -> None:
    typer.echo(f"{number:{len(str(total))}}/{total} {student}: {text}")
