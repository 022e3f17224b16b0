"""The `grader github` commands: the steps of the workflows in a student's repository."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.options import CourseOption
from grader.course.manifest import STUDENT_ROOT, find_course, load_course
from grader.errors import CourseError, UsageError
from grader.record import Record

github_app = typer.Typer(
    help="The steps of a push: copy what counts, sum up, post feedback.", no_args_is_help=True
)


@github_app.command()
def stage(
    out: Annotated[Path, typer.Argument(help="A new folder for the copy.")],
    results: Annotated[Path, typer.Argument(help="The folder for the run's results.")],
    course: CourseOption = Path(),
) -> None:
    """Copy what counts of a student repository at its last commit, and name what is begun.

    Released files come along unchanged or not at all, so that a conftest.py, a pytest.ini, a
    torch.py or a changed check has no say; solution files, answers and explanations come as they
    are. Prints the folders of topics whose solution files differ from the release, for pytest to
    run in the copy. Where answers alone do, they are judged here, into answers.json.

    Exit status: 0 copied, 2 no student repository, or a folder that cannot be used.

    Example: grader github stage /tmp/copy /tmp/results
    """
    from grader.escape import plain
    from grader.push.answers import answered
    from grader.push.push import write_stage
    from grader.push.stage import stage as copy

    staged, answers = copy(find_course(course.resolve()), out), None
    try:
        answers = answered(load_course(out), staged.answered) if staged.answered else None
    except CourseError as e:
        # A file of the course is changed or gone; the problems say which.
        staged.problems.append(str(e))
    write_stage(results, staged, answers)
    for topic in staged.topics:
        typer.echo(f"{STUDENT_ROOT}/{topic}")
    for problem in staged.problems:
        typer.echo(plain(problem), err=True)


@github_app.command()
def summary(
    results: Annotated[Path, typer.Argument(help="The folder of the run's results.")],
) -> None:
    """Tell how a run went: job summary, annotations, the step's colour.

    Reads stage.json and answers.json (of grader github stage), record.json (of pytest --record) and
    log.txt in the folder; adds event.json, which says where the results belong.

    Exit status: 0 every check of the started tasks passes, 1 one does not, or the run is not whole.

    Example: grader github summary /tmp/results
    """
    from grader.push.push import tell

    raise typer.Exit(0 if tell(results, os.environ) else 1)


@github_app.command()
def feedback(
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
    issues are off, or the job left no record, nothing is posted. What has changed since the last
    push is added to the job summary. The folder is read as data; nothing in it is run. GITHUB_TOKEN
    needs issues: write and pull-requests: write.

    Exit status: 0 posted, unchanged or nothing to post, 2 the folder is not an artifact of ours, 6
    GitHub refused or could not be reached.

    Example: grader github feedback artifact
    """
    from grader.push.artifact import (
        NoRecordError,
        read_event,
        read_records,
        require_distinct_topics,
    )
    from grader.push.client import GitHub
    from grader.push.sticky import author_of, post
    from grader.render.changes import Remembered, seen_in
    from grader.render.markdown import feedback as words
    from grader.render.markdown import since_last_push

    try:
        records = read_records(folder)
    except NoRecordError as e:
        # The job that ran the checks is red where it should have made one.
        typer.echo(f"nothing posted: {e}")
        return
    require_distinct_topics(records)
    if fork_run:
        _feedback_on_fork(records)
        return
    event = read_event(folder)
    here = os.environ.get("GITHUB_REPOSITORY", event.repository)
    if here.casefold() != event.repository.casefold():
        raise UsageError(f"event.json speaks of {event.repository}, but this is {here}.")
    github = GitHub.from_environment()
    seen = Remembered()

    def body(there: str) -> str:
        nonlocal seen
        seen = seen_in(there)
        return words(*records, commit=event.sha, provisional=True, seen=seen)

    typer.echo(f"{here}: {post(github, here, body, author_of(github, workflow=True))}")
    moved = since_last_push(*records, commit=event.sha, seen=seen)
    if moved and (summary_file := os.environ.get("GITHUB_STEP_SUMMARY")):
        with open(summary_file, "a", encoding="utf-8") as stream:
            stream.write(f"\n{moved}")


def _feedback_on_fork(records: list[Record]) -> None:
    """Post on the pull request of the run that GitHub's own event tells of."""
    from grader.push.artifact import read_run_event
    from grader.push.client import GitHub
    from grader.push.sticky import author_of, post_on, pull_of_commit
    from grader.render.changes import seen_in
    from grader.render.markdown import feedback as words

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

    def body(there: str) -> str:
        return words(*records, commit=run.head_sha, provisional=True, seen=seen_in(there))

    posted = post_on(github, repository, pull.number, body, author_of(github, workflow=True))
    typer.echo(f"{repository}: {posted}")
