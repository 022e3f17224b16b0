"""The commands of a term: `grader term`, collect, regrade, accept, reject, why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classroom.cli.options import WorkersOption, number_of, progress
from classroom.grade.submission import Settings
from grader.cli.options import CourseOption
from grader.course.manifest import Course, find_course
from grader.errors import EXIT_COURSE, EXIT_SUBMISSIONS, Interrupted, UsageError
from grader.escape import plain

if TYPE_CHECKING:
    from classroom.desk.files import Term
    from classroom.desk.gradebook import Gradebook
    from classroom.desk.grading import Done, Means

term_app = typer.Typer(help="A term: its folder, and where it stands.", no_args_is_help=True)

_FolderArgument = Annotated[Path, typer.Argument(help="The term's folder.")]
TermOption = Annotated[
    Path | None,
    typer.Option(
        "--term", help="The term's folder.", show_default="this folder, or the only one in terms/"
    ),
]
_RunArgument = Annotated[int, typer.Argument(help="The number of a run.")]


@term_app.command("init")
def term_init(
    folder: Annotated[Path, typer.Argument(help="A new folder, such as terms/2027-spring.")],
    timezone: Annotated[
        str, typer.Option("--timezone", help="The zone of its dates, as Europe/Berlin.")
    ] = "UTC",
    course: CourseOption = Path(),
) -> None:
    """Make a term: a folder with files for its dates, roster, extensions and overrides.

    term.toml has every topic of the course, one a fortnight from this Monday on: change it, and
    fill in roster.csv. What is there already is never written over.

    Exit status: 0 made, 2 wrong use.

    Example: grader term init terms/2027-spring --timezone Europe/Berlin
    """
    from classroom.desk.files import write_term

    found = find_course(course.resolve())
    for path in write_term(folder, found, timezone, datetime.now(UTC).date()):
        typer.echo(f"wrote {path}")
    typer.echo(f"next: fill in {folder / 'roster.csv'}, then: grader term check {folder}")


@term_app.command("check")
def term_check(folder: _FolderArgument, course: CourseOption = Path()) -> None:
    """Read all files of a term, and say the first thing in them that cannot be.

    That is a line with file and line number: an unknown student, topic or task, a topic that is due
    before it opens, an extension that ends before the topic is due, two overrides of one task, a
    date that the zone's clocks skip.

    Exit status: 0 nothing is wrong, 2 something is.

    Example: grader term check terms/2027-spring
    """
    from classroom.desk.files import load_term

    term = load_term(folder, find_course(course.resolve()))
    zone = term.file.zone
    for name, topic in term.topics.items():
        last, shown = (
            f"{at.astimezone(zone):%Y-%m-%d %H:%M %Z}"
            for at in (term.accepted_until(topic), term.reveals(topic))
        )
        typer.echo(
            f"{name}: due {topic.due.astimezone(zone):%Y-%m-%d %H:%M %Z}; work counts until "
            f"{last}, hidden checks are shown from {shown}"
        )
    overrides = sum(map(len, term.overrides.values()))
    typer.echo(
        f"{term.file.name}: {len(term.students)} students, {len(term.topics)} topics, "
        f"{len(term.extensions)} extensions, {overrides} overrides; nothing is wrong"
    )


@term_app.command("status")
def term_status(
    folder: _FolderArgument,
    as_json: Annotated[
        bool, typer.Option("--json", help="All grades, exact, as JSON in place of the table.")
    ] = False,
    course: CourseOption = Path(),
) -> None:
    """Show where a term stands: a line a topic, and what waits for somebody.

    collected: whose work is there; graded: whose work counts; late: how many of these are late;
    problems: who has no points, for a reason that is not theirs; run: the last one that counts.

    Exit status: 0 shown, 2 wrong use.

    Example: grader term status terms/2027-spring
    """
    with opened(folder, course) as (_, term, book):
        from classroom.desk import status

        if as_json:
            typer.echo(json.dumps(status.as_data(term, book), indent=1))
            return
        for line in status.lines(term, book):
            typer.echo(line)


def collect(term: TermOption = None, course: CourseOption = Path()) -> None:
    """Collect the work of everybody on the roster: the commits, and when they were pushed.

    GITHUB_TOKEN needs contents: read; with it the server is asked when what was pushed. Without it,
    and where the server cannot say, times are those of the students' git: "committed, not proven".
    With class in term.toml the folders there are taken, and the time is that of the collection.
    What cannot be had is a line, and the others are collected. Again is cheap.

    Exit status: 0 all collected, 2 wrong use, 3 some were not (the others were), 6 the token is not
    accepted or may not read, or GitHub asks for a long pause.

    Example: grader collect --term terms/2027-spring
    """
    with opened(term, course) as (_, found, book):
        from classroom.desk.collect import Collector
        from classroom.github.fetch import Fetcher
        from grader.push.client import GitHub, has_token

        github, fetcher = None, None
        if found.file.class_folder is None:
            fetcher = Fetcher.from_environment()
            if has_token():
                github = GitHub.from_environment()
            else:
                _say("GITHUB_TOKEN is not set: times are as committed, and not proven")
        counts: Counter[str] = Counter()
        with progress("collecting") as tell, _interruptible("what was collected is kept"):
            for number, brought in enumerate(Collector(found, book, github, fetcher).run(), 1):
                tell(number, len(found.students))
                counts["failed"] += brought.failed
                counts["new"] += brought.new > 0
                for line in brought.lines:
                    _say(f"{plain(brought.student, 100)}: {plain(line, 400)}")
        typer.echo(
            f"{len(found.students)} students: {counts['new']} with new work, "
            f"{counts['failed']} not collected"
        )
    raise typer.Exit(EXIT_SUBMISSIONS if counts["failed"] else 0)


def regrade(
    term: TermOption = None,
    topic: Annotated[
        list[str] | None, typer.Option("--topic", help="This topic only; can be repeated.")
    ] = None,
    workers: WorkersOption = 0,
    course: CourseOption = Path(),
) -> None:
    """Grade again what a changed check, mistake or engine can have changed; nothing counts yet.

    What is unchanged is not graded again. Who moves is shown, by how much, in which task, because
    of which check, and how many do not move; it is kept with the run. `grader accept` makes the
    run count, `grader reject` drops it.

    Exit status: 0 compared, 2 wrong use, 3 some submissions could not be graded, 4 the course is at
    fault, 5 this machine cannot grade.

    Example: grader regrade --term terms/2027-spring
    """
    with opened(term, course) as (found_course, found, book):
        from classroom.desk import grading

        means = means_for(found_course, found, book, workers, topic or [])
        with progress("grading") as tell, _interruptible(_GOES_ON):
            done = grading.regrade(means, tell)
        for run in done.dropped:
            _say(f"run {run} waited, was of other checks, and is dropped")
        for line in (
            done.moved.lines() if done.moved else ["nothing changes: nothing to grade again."]
        ):
            typer.echo(line)
        if done.moved and done.run is not None:
            typer.echo(
                f"It counts once you say: grader accept {done.run} (or grader reject {done.run})"
            )
        raise typer.Exit(_ended(done))


def accept(run: _RunArgument, term: TermOption = None, course: CourseOption = Path()) -> None:
    """Let a regrade count: from now on its results are the points.

    Exit status: 0 it counts, 2 wrong use.

    Example: grader accept 3 --term terms/2027-spring
    """
    with opened(term, course) as (_, _term, book):
        from classroom.desk.grading import who

        _require_run(book, run, accepted=True)
        book.decide(run, True, who())
    typer.echo(f"run {run} counts")


def reject(run: _RunArgument, term: TermOption = None, course: CourseOption = Path()) -> None:
    """Drop a regrade: what counted before it counts. Its results are kept, and shown by `why`.

    Exit status: 0 it is dropped, 2 wrong use.

    Example: grader reject 3 --term terms/2027-spring
    """
    with opened(term, course) as (_, _term, book):
        from classroom.desk.grading import who

        _require_run(book, run, accepted=False)
        book.decide(run, False, who())
    typer.echo(f"run {run} does not count")


def why(
    student: Annotated[str, typer.Argument(help="The student, as on the roster.")],
    topic: Annotated[str, typer.Argument(help="The topic.")],
    term: TermOption = None,
    course: CourseOption = Path(),
) -> None:
    """Say why a student has these points in a topic.

    The commit and how its time is known, the late policy as it was applied, each task with the
    machine's points and what people say of it, and every earlier value with the run of it.

    Exit status: 0 said, 2 wrong use.

    Example: grader why ada micrograd --term terms/2027-spring
    """
    with opened(term, course) as (_, found, book):
        from classroom.desk import why as reasons

        for line in reasons.why(found, book, student, topic):
            typer.echo(line)


def grade_term(
    folder: Path,
    course: Course,
    topics: list[str],
    out: Path | None,
    workers: int,
    *,
    settings: Settings,
    cached: bool,
    every: bool = False,
    pages: bool = True,
) -> int:
    """`grader grade --term`: grade what was collected and has no result; the exit status."""
    with opened(folder, course) as (_, term, book):
        from classroom.desk import grading, status
        from classroom.desk.termreport import write_report
        from classroom.report.faults import sentences

        means = means_for(course, term, book, workers, topics, settings=settings, cached=cached)
        means = replace(means, every=every)
        with progress("grading") as tell, _interruptible(_GOES_ON):
            done = grading.grade(means, tell)
        for sentence in sentences(done.faults):
            typer.echo(sentence)
        for problem in done.problems:
            _say(f"not graded: {problem}")
        out = out or term.folder / "report"
        report = write_report(term, book, out, list(course.topics), pages=pages)
        for line in status.lines(term, book):
            typer.echo(line)
        run = f" by run {done.run}" if done.run is not None else ""
        typer.echo(f"\n{done.graded} graded{run}, {len(done.problems)} of them not gradable")
        if report is not None:
            page = f"report: {report.out / 'index.html'}; also " if pages else ""
            typer.echo(f"{page}grades.csv, records/ in {out}")
        return _ended(done)


_GOES_ON = "what is graded is kept, and the same command goes on from here"


def means_for(
    course: Course,
    term: Term,
    book: Gradebook,
    workers: int,
    topics: list[str],
    *,
    settings: Settings | None = None,
    cached: bool = True,
) -> Means:
    """With what a run grades. Raises UsageError for a topic that the term does not have."""
    from classroom.desk.grading import Means
    from classroom.grade.secret import load_secret

    for name in topics:
        if name not in term.topics:
            raise UsageError(
                f"the term has no topic {plain(name, 80)!r}; it has {', '.join(term.topics)}."
            )
    return Means(
        course=course,
        term=term,
        book=book,
        secret=load_secret(course.root),
        workers=number_of(workers),
        settings=settings or Settings(),
        cached=cached,
        topics=topics,
    )


@contextmanager
def opened(folder: Path | None, course: Path | Course) -> Iterator[tuple[Course, Term, Gradebook]]:
    """The course, the term, its files checked, and its gradebook.

    What needs a database is imported by whoever has opened one: it may not be installed.
    """
    from classroom.desk.files import load_term

    found = course if isinstance(course, Course) else find_course(course.resolve())
    term = load_term(_folder(folder, found), found)
    try:
        from classroom.desk.gradebook import Gradebook
    except ModuleNotFoundError as e:
        raise UsageError(
            f'{e.name} is missing; install it with: pip install -e ".[instructor]"'
        ) from None
    book = Gradebook(term.file.gradebook)
    try:
        yield found, term, book
    finally:
        book.close()


def _folder(given: Path | None, course: Course) -> Path:
    if given is not None:
        return given
    if Path("term.toml").is_file():
        return Path()
    found = sorted(path.parent for path in (course.root / "terms").glob("*/term.toml"))
    if len(found) == 1:
        return found[0]
    have = f"terms/ has {len(found)}" if found else "there is none in terms/"
    raise UsageError(f"which term is meant? {have}; name it with --term terms/2027-spring.")


def _require_run(book: Gradebook, number: int, *, accepted: bool) -> None:
    """Raises UsageError unless it makes sense to decide so of the run."""
    from classroom.desk.grading import REGRADE

    runs = {run.id: run for run in book.runs()}
    if number not in runs:
        have = ", ".join(map(str, runs)) or "none"
        raise UsageError(f"there is no run {number}; the book has {have}.")
    run = runs[number]
    if run.kind != REGRADE:
        raise UsageError(
            f"run {number} graded what had no result, so it counts as it is; only a regrade is "
            "accepted or rejected."
        )
    valid = [row.accepted for (about, _), row in book.decisions().items() if about == number]
    if valid and valid[0] == accepted:
        raise UsageError(f"run {number} {'counts' if accepted else 'is dropped'} already.")
    if accepted and run.finished is None:
        raise UsageError(f"run {number} is not through; grader regrade goes on with it.")


@contextmanager
def _interruptible(kept: str) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(f"interrupted; {kept}.") from None


def _ended(done: Done) -> int:
    if done.faults:
        return EXIT_COURSE
    return EXIT_SUBMISSIONS if done.problems else 0


def _say(text: str) -> None:
    typer.echo(text, err=True)
