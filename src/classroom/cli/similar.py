"""`grader similar`: how alike the submissions of a topic are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from classroom.cli.desk import TermOption, opened
from grader.cli.options import CourseOption
from grader.course.manifest import Topic, find_course
from grader.errors import SubmissionError, UsageError
from grader.files import write_whole

# Of whole copies 97% are as alike, of honest pairs 0.03% (benchmarks/similar.py).
ABOVE = 0.85


def similar(
    topic: Annotated[str, typer.Argument(help="The topic.")],
    submissions: Annotated[
        list[Path] | None,
        typer.Argument(help="Students' folders or repositories, in place of a term."),
    ] = None,
    term: TermOption = None,
    above: Annotated[
        float, typer.Option("--above", min=0.0, max=1.0, help="Show pairs that are so alike.")
    ] = ABOVE,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="The page.", show_default="similar-TOPIC.html in the report's folder"
        ),
    ] = None,
    course: CourseOption = Path(),
) -> None:
    """Write a page of how alike the submissions of a topic are, pairs side by side.

    Compared are tokens without names, numbers and comments; stubs and given files count for
    nothing. The page first says how alike the course's own right answers are that were written
    apart: how often chance alone comes so far. Nothing is run, and nobody is judged.

    Exit status: 0 written, 2 wrong use, 3 some submissions could not be read (the others were).

    Example: grader similar micrograd --term terms/2027-spring
    """
    from classroom.report.pages.similar import similar_page

    found = find_course(course.resolve())
    if topic not in found.topics:
        raise UsageError(f"there is no topic {topic!a}; the course has {', '.join(found.topics)}.")
    chosen = found.topics[topic]
    read: dict[str, str] = {}
    problems = []
    folder = Path("report")
    if submissions:
        sources = list(_folders(submissions, topic))
    else:
        with opened(term, found) as (_, desk, book):
            from classroom.desk.status import all_grades

            folder = desk.folder / "report"
            handed = {g.student: g.topics.get(topic) for g in all_grades(desk, book)}
            sources = [
                (name, desk.collected / name, one.handed.commit)
                for name, one in handed.items()
                if one and one.handed
            ]
    for student, path, commit in sources:
        try:
            read[student] = _code(path, chosen, student, commit)
        except SubmissionError as e:
            problems.append(str(e))
    for problem in problems:
        typer.echo(f"left out: {problem}", err=True)
    page = similar_page(
        topic,
        read,
        given=[
            _joined(chosen.folder, chosen),
            *(path.read_text(encoding="utf-8") for path in sorted(chosen.folder.glob("*.py"))),
        ],
        solution=_joined(found.reference / topic, chosen),
        others=[
            path.read_text(encoding="utf-8")
            for path in sorted((found.reference / topic / "alternatives").glob("*.py"))
        ],
        above=above,
        generated=datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z"),
    )
    target = out or folder / f"similar-{topic}.html"
    try:
        write_whole(target, page.encode())
    except OSError as e:
        raise UsageError(f"cannot write {target}: {e.strerror}; name another with --out.") from None
    typer.echo(f"{len(read)} submissions: {target}")
    raise typer.Exit(3 if problems else 0)


def _folders(paths: list[Path], topic: str) -> Iterator[tuple[str, Path, str]]:
    from classroom.grade.batch import jobs_for

    for job in jobs_for(paths, [topic]):
        yield job.student, job.path, ""


def _code(path: Path, topic: Topic, student: str, commit: str) -> str:
    """The solution files of a submission, one after the other."""
    from grader.repository.collect import collect

    found = collect(path, [topic], student=student, commit=commit)
    names = [topic.path_in_repository(file.name) for file in topic.files]
    return "\n".join(found.files[name].decode() for name in names if name in found.files)


def _joined(folder: Path, topic: Topic) -> str:
    """The solution files of `folder`, as `_code` has those of a submission."""
    return "\n".join((folder / file.name).read_text(encoding="utf-8") for file in topic.files)
