"""`grader rubric`: texts are given to readers, and their scores taken back."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classroom.report.ungraded import Ungraded
from grader.cli.options import CourseOption
from grader.course.manifest import find_course
from grader.errors import UsageError
from grader.files import write_whole
from grader.record import Record

if TYPE_CHECKING:
    from classroom.report.pages.rubric import Scores

rubric_app = typer.Typer(help="Texts for people to score.", no_args_is_help=True)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")

_TopicArgument = Annotated[str, typer.Argument(help="The topic.")]
_ReportOption = Annotated[
    Path | None,
    typer.Option(
        "--report",
        help="The report that holds the texts.",
        show_default="report, or that of the term",
    ),
]
_TermOption = Annotated[
    Path | None,
    typer.Option("--term", help="The term's folder: its report, and its rubric/ for scores."),
]


@rubric_app.command("export")
def rubric_export(
    topic: _TopicArgument,
    report: _ReportOption = None,
    term: _TermOption = None,
    readers: Annotated[
        int, typer.Option("--readers", min=1, max=20, help="A sheet and a page for each of them.")
    ] = 1,
    overlap: Annotated[
        int,
        typer.Option("--overlap", min=0, help="So many texts a prompt are read by all readers."),
    ] = 10,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="The folder for sheets.", show_default="rubric, or TERM/texts"),
    ] = None,
    course: CourseOption = Path(),
) -> None:
    """Write the texts of a topic for readers: a page to read, and a sheet to fill in.

    Names are hidden: pseudonyms that the course's secret makes. The order is drawn anew for each
    prompt. Several readers get shares that overlap, so that their agreement can be told.

    Exit status: 0 written, 2 wrong use, or nobody has written a text.

    Example: grader rubric export makemore4 --readers 2
    """
    from classroom.report.pages.rubric import read_sheet, rubric_page, shares, sheet, written

    report = report or (term / "report" if term else Path("report"))
    out = out or (term / "texts" if term else Path("rubric"))
    texts = written(_records(report)[0], topic, _secret(course))
    if not texts:
        raise UsageError(f"{report} has no texts of {topic!a}; grade the topic first.")
    generated = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z")
    names = [f"{topic}-{n}" for n in range(1, readers + 1)] if readers > 1 else [topic]
    # Hours of reading may stand in a sheet that nobody has imported yet.
    for path in (out / f"{name}.csv" for name in names):
        if path.exists() and read_sheet(path, {(t.name, t.prompt): len(t.items) for t in texts}):
            raise UsageError(
                f"{path} has scores of a reader; import it and move it away, or name another "
                "folder with --out."
            )
    for name, share in zip(names, shares(texts, readers, overlap), strict=True):
        _write(out / f"{name}.csv", sheet(share))
        _write(out / f"{name}.html", rubric_page(topic, share, generated))
        typer.echo(f"{len(share)} texts: {out / name}.csv, and {name}.html to read")


@rubric_app.command("import")
def rubric_import(
    topic: _TopicArgument,
    file: Annotated[Path, typer.Argument(help="The sheet that was filled in.")],
    by: Annotated[str, typer.Option("--by", help="Who read: letters, digits, hyphens.")],
    report: _ReportOption = None,
    term: _TermOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="The folder that keeps scores.",
            show_default="rubric/scores, or TERM/rubric",
        ),
    ] = None,
    course: CourseOption = Path(),
) -> None:
    """Take a reader's scores over, and tell how far the readers of the same texts agree.

    Scores are kept as OUT/TOPIC-NAME.csv, with the students' names, and who has written nothing;
    those that the same reader has given before stay, but for texts that are scored anew. In
    a term they count from then on as texts in term.toml says, each text by the mean of its readers.
    Cohen's kappa is told for each pair of readers, and each text in which they are two steps apart.

    Exit status: 0 taken over, 2 wrong use, or a line of the sheet that cannot be.

    Example: grader rubric import makemore4 makemore4-1.csv --by tom
    """
    from classroom.report.anonymous import pseudonym
    from classroom.report.pages.rubric import agreement, read_sheet, sheet, without_text, written

    if not _NAME.fullmatch(by):
        raise UsageError(f"--by {by!a}: letters, digits and hyphens, as tom or tom-2.")
    report = report or (term / "report" if term else Path("report"))
    out = out or (term / "rubric" if term else Path("rubric/scores"))
    secret, (records, ungraded) = _secret(course), _records(report)
    texts = written(records, topic, secret)
    if not texts:
        raise UsageError(f"{report} has no texts of {topic!a}; grade the topic first.")
    known = {(one.name, one.prompt): len(one.items) for one in texts}
    new = read_sheet(file, known)
    if not new:
        raise UsageError(f"{file} has no score in it; fill in a row, nothing was changed.")
    # A reader may bring the texts in several sheets.
    own = out / "sheets" / f"{topic}-{by}.csv"
    found = (read_sheet(own, known) if own.exists() else {}) | new
    names = {pseudonym(r.submission.student, secret): r.submission.student for r in records}
    absent = without_text(records, ungraded, topic, {prompt for _, prompt in known})
    _write(out / f"{topic}-{by}.csv", _kept(found, names, absent))
    _write(own, _filled(sheet(texts), found))
    more = f", {len(found) - len(new)} of them in earlier sheets" if len(found) > len(new) else ""
    typer.echo(f"{len(found)} texts scored by {by}{more}: {out / f'{topic}-{by}.csv'}")
    for path in sorted((out / "sheets").glob(f"{topic}-*.csv")):
        other = path.stem.removeprefix(f"{topic}-")
        if other != by:
            for line in agreement(found, read_sheet(path, known)):
                typer.echo(f"{by} and {other}: {line}" if not line.startswith(" ") else line)


def _kept(scores: Scores, names: dict[str, str], absent: list[tuple[str, str]]) -> str:
    """Scores with names: a row an item, and one for each prompt to which somebody wrote nothing."""
    import csv
    import io

    from classroom.desk.decisions import NONE, SCORE_COLUMNS
    from grader.escape import csv_cell

    rows: list[tuple[str, str, int | str, int | str]] = [
        (names[name], prompt, n, step)
        for (name, prompt), steps in scores.items()
        for n, step in enumerate(steps, 1)
    ]
    rows.sort(key=lambda row: row[:2])
    rows += [(student, prompt, "", NONE) for student, prompt in absent]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(SCORE_COLUMNS)
    for row in rows:
        writer.writerow([csv_cell(cell) for cell in row])
    return out.getvalue()


def _filled(empty: str, scores: Scores) -> str:
    """An empty sheet with scores, so that the next reader can be compared."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in csv.reader(io.StringIO(empty)):
        steps = scores.get((row[0], row[1].removeprefix("'")), ())
        writer.writerow([*row[:2], *map(str, steps), *row[2 + len(steps) :]])
    return out.getvalue()


def _records(report: Path) -> tuple[list[Record], list[Ungraded]]:
    from classroom.grade.report import read_report

    if not (report / "records").is_dir():
        raise UsageError(f"{report} has no records; name a report with --report.")
    return read_report(report)


def _secret(course: Path) -> bytes:
    from classroom.grade.secret import load_secret

    return load_secret(find_course(course.resolve()).root)


def _write(path: Path, text: str) -> None:
    try:
        write_whole(path, text.encode())
    except OSError as e:
        raise UsageError(f"cannot write {path}: {e.strerror}; name another with --out.") from None
