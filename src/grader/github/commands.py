"""The commands that talk to GitHub."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from grader.errors import EXIT_SUBMISSIONS, GitHubError, SubmissionError, UsageError
from grader.record import Record
from grader.roster import read_roster

github_app = typer.Typer(help="For workflows: feedback on GitHub.", no_args_is_help=True)

_RosterArgument = Annotated[
    Path, typer.Argument(help="A CSV file: student, repository (owner/name), optionally email.")
]


@github_app.command("feedback")
def feedback_command(
    folder: Annotated[
        Path, typer.Argument(help="The grading job's artifact: records (*.json) and event.json.")
    ],
    fork_run: Annotated[
        bool,
        typer.Option(
            "--fork-run",
            help="Post on a fork's pull request; where it is says the workflow_run event.",
        ),
    ] = False,
) -> None:
    """Post the feedback of a push: one comment for all topics, edited in place.

    It stands on the open pull request named Feedback, else in an issue named Feedback. Where
    issues are off nothing is posted. The folder is read as data; nothing in it is run. GITHUB_TOKEN
    needs issues: write and pull-requests: write.

    Exit status: 0 posted, unchanged or issues off, 2 the folder is not an artifact of ours, 6
    GitHub refused or could not be reached.

    Example: grader github feedback artifact
    """
    from grader.github.artifact import read_event, read_records, require_distinct_topics
    from grader.github.client import GitHub
    from grader.github.sticky import author_of, post
    from grader.render.markdown import feedback

    records = read_records(folder)
    require_distinct_topics(records)
    if fork_run:
        _feedback_on_fork(records)
        return
    event = read_event(folder)
    here = os.environ.get("GITHUB_REPOSITORY", event.repository)
    if here.casefold() != event.repository.casefold():
        raise UsageError(f"event.json speaks of {event.repository}, but this is {here}.")
    github = GitHub.from_environment()
    body = feedback(*records, commit=event.sha, provisional=True)
    typer.echo(f"{here}: {post(github, here, body, author_of(github))}")


def _feedback_on_fork(records: list[Record]) -> None:
    """Post on the pull request of the run that GitHub's own event tells of."""
    from grader.github.artifact import read_run_event
    from grader.github.client import GitHub
    from grader.github.sticky import author_of, post_on, pull_of_commit
    from grader.render.markdown import feedback

    path = os.environ.get("GITHUB_EVENT_PATH")
    if not path:
        raise UsageError("GITHUB_EVENT_PATH is not set; --fork-run is for a workflow_run workflow.")
    event = read_run_event(Path(path))
    run, repository = event.workflow_run, event.repository.full_name
    head = run.head_repository.full_name if run.head_repository else ""
    if run.event != "pull_request" or head.casefold() == repository.casefold():
        typer.echo(f"{repository}: nothing posted: the run was not for a fork's pull request")
        return
    github = GitHub.from_environment()
    pull = pull_of_commit(github, repository, run.head_sha)
    if pull is None:
        typer.echo(f"{repository}: nothing posted: no open pull request is at {run.head_sha[:12]}")
        return
    body = feedback(*records, commit=run.head_sha, provisional=True)
    posted = post_on(github, repository, pull.number, body, author_of(github))
    typer.echo(f"{repository}: {posted}")


def provision(roster: _RosterArgument) -> None:
    """Make the pull request named Feedback in each student's repository.

    It compares the default branch with the branch `feedback`, which stays at the first commit.
    What is there already stays, so the command can be run again. GitHub opens it after the first
    push only: until then the repository is waiting. GITHUB_TOKEN needs contents: write and
    pull-requests: write.

    Exit status: 0 all made, there or waiting, 2 wrong use, 3 some failed, 6 the token is not
    accepted, or GitHub asks for a long pause.

    Example: grader provision roster.csv
    """
    from grader.github.client import GitHub
    from grader.github.provision import provision as provision_one
    from grader.github.publish import HOPELESS

    students = read_roster(roster)
    github = GitHub.from_environment()
    counts: Counter[str] = Counter()
    for number, student in enumerate(students, 1):
        try:
            done: str = provision_one(github, student.repository)
            told = f"{student.repository}: {done}"
        except HOPELESS:
            raise
        except GitHubError as e:
            done, told = "failed", f"failed: {e}"
        if done == "waiting":
            told += " for the first push"
        counts[done] += 1
        _tell(number, len(students), student.name, told)
    words = ("made", "there", "waiting", "failed")
    typer.echo(", ".join(f"{counts[word]} {word}" for word in words))
    raise typer.Exit(EXIT_SUBMISSIONS if counts["failed"] else 0)


def fetch(
    roster: _RosterArgument,
    out: Annotated[Path, typer.Option("--out", help="The folder for the students' folders.")],
) -> None:
    """Fetch each student's repository into a folder of their name, for `grader grade`.

    The folders are bare git repositories with the last commit of the default branch; nothing of a
    repository is checked out or run. GITHUB_TOKEN needs contents: read.

    Exit status: 0 all fetched, 2 wrong use, 3 some were not (the others were).

    Example: grader fetch roster.csv --out class
    """
    from grader.github.fetch import Fetcher

    students = read_roster(roster)
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
) -> None:
    """Post each student's feedback from a report to their repository.

    One comment on the pull request named Feedback, else an issue of that name; the next run edits
    it, and leaves it alone where nothing changed. Hidden checks stay closed until the deadline. A
    record whose student is not on the roster is not posted. GITHUB_TOKEN needs issues: write and
    pull-requests: write.

    Exit status: 0 all posted or unchanged, 2 wrong use, 3 some were not posted, 6 the token is not
    accepted, or GitHub asks for a long pause.

    Example: grader publish report --roster roster.csv
    """
    from grader.github import publish as publishing
    from grader.github.client import GitHub
    from grader.github.sticky import author_of

    students = read_roster(roster)
    records = publishing.read_class(report)
    github = GitHub.from_environment()
    lines = publishing.publish(github, records, students, author or author_of(github))
    failed = 0
    for number, line in enumerate(lines, 1):
        failed += line.failed
        _tell(number, len(records), line.student, line.text)
    typer.echo(f"{len(records) - failed} done, {failed} failed")
    raise typer.Exit(EXIT_SUBMISSIONS if failed else 0)


def _tell(number: int, total: int, student: str, text: str) -> None:
    typer.echo(f"{number:{len(str(total))}}/{total} {student}: {text}")
