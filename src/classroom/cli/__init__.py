"""The instructors' commands; they join `grader` where this package is installed."""

from __future__ import annotations

import typer

from classroom.cli.author import course_app
from classroom.cli.demo import demo
from classroom.cli.desk import accept, collect, regrade, reject, term_app, why
from classroom.cli.export import export
from classroom.cli.github import create, fetch, provision, publish
from classroom.cli.grade import grade, merge
from classroom.cli.release import release
from classroom.cli.report import report, serve
from classroom.cli.rubric import rubric_app
from classroom.cli.similar import similar

INSTRUCTORS = "For instructors"
AUTHORS = "For authors"


def join(app: typer.Typer) -> None:
    """Add the commands to `app`, in the order of a term."""
    for command in (release, create, provision, fetch, grade, merge, publish, export, demo):
        app.command(rich_help_panel=INSTRUCTORS)(command)
    for of_a_report in (report, serve, similar):
        app.command(rich_help_panel=INSTRUCTORS)(of_a_report)
    for of_a_term in (collect, regrade, accept, reject, why):
        app.command(rich_help_panel=INSTRUCTORS)(of_a_term)
    app.add_typer(term_app, name="term", rich_help_panel=INSTRUCTORS)
    app.add_typer(rubric_app, name="rubric", rich_help_panel=INSTRUCTORS)
    app.add_typer(course_app, name="course", rich_help_panel=AUTHORS)
