"""`grader report` and `grader serve`: the pages of a report, written and shown."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from classroom.cli.desk import TermOption, opened
from grader.cli.options import CourseOption
from grader.errors import GraderError, UsageError

_EVERY_SECONDS = 2.0


def report(
    folder: Annotated[
        Path | None, typer.Argument(help="A report folder, in place of a term.")
    ] = None,
    term: TermOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="The folder for the report.", show_default="that of the term"),
    ] = None,
    course: CourseOption = Path(),
) -> None:
    """Write the pages of a report anew; nothing is graded.

    Of a term: from its gradebook and its files, so that an override, an extension or an accepted
    regrade shows at once. Of a folder that `grader grade` has written: from its records.

    Exit status: 0 written, 2 wrong use, or there are no results yet.

    Example: grader report --term terms/2027-spring
    """
    with _source(folder, term, out, course) as source:
        source.write()
        typer.echo(f"report: {source.out / 'index.html'}")


def serve(
    folder: Annotated[
        Path | None, typer.Argument(help="A report folder, in place of a term.")
    ] = None,
    term: TermOption = None,
    port: Annotated[int, typer.Option("--port", help="0 takes a free one.")] = 8060,
    course: CourseOption = Path(),
) -> None:
    """Show a report in the browser, on this machine alone, and keep it up to date.

    Pages are written anew when results change: another run, an override, an accepted regrade.
    Nobody on another machine can connect, and no address holds a secret.

    Exit status: 0 ended with Ctrl-C, 2 wrong use, a port that is taken, or no results yet.

    Example: grader serve --term terms/2027-spring
    """
    from classroom.report.server import server

    with _source(folder, term, None, course) as source:
        source.write()
        try:
            running = server(source.out, port)
        except (OSError, OverflowError) as e:
            raise UsageError(
                f"port {port} cannot be used ({e}); give another with --port."
            ) from None
        typer.echo(f"http://127.0.0.1:{running.server_port}/ (Ctrl-C ends it)")
        ended = threading.Event()
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        try:
            _keep_up(source, ended)
        except KeyboardInterrupt:
            ended.set()
        finally:
            running.shutdown()
            running.server_close()


class _Source:
    """Where a report comes from: `stamp` changes when it would be another one."""

    def __init__(self, out: Path, write: Callable[[], object], stamp: Callable[[], object]) -> None:
        self.out = out
        self.write = write
        self.stamp = stamp


def _keep_up(source: _Source, ended: threading.Event) -> None:
    """Write the report anew whenever its results change, until it is ended."""
    last = source.stamp()
    while not ended.wait(_EVERY_SECONDS):
        now = source.stamp()
        if now == last:
            continue
        last = now
        try:
            source.write()
        except GraderError as e:
            # A file of the term that is half written; the next change is looked at again.
            typer.echo(f"the pages stay as they were: {e}", err=True)
        else:
            typer.echo("results have changed: the pages are written anew", err=True)


@contextmanager
def _source(
    folder: Path | None, term: Path | None, out: Path | None, course: Path
) -> Iterator[_Source]:
    if folder is not None:
        if term is not None:
            raise UsageError("name a report folder, or a term with --term, not both.")
        if out is not None:
            raise UsageError("--out goes with --term; the pages of a folder are written into it.")
        yield _of_folder(folder)
        return
    with opened(term, course) as (found, desk, book):
        from classroom.desk.termreport import stamp, write_report

        target = out or desk.folder / "report"

        def write() -> None:
            from classroom.desk.files import load_term

            # What people decide may have changed since.
            if (
                write_report(load_term(desk.folder, found), book, target, list(found.topics))
                is None
            ):
                raise UsageError(
                    f"{desk.folder} has no results yet; run: grader grade --term {desk.folder}"
                )

        yield _Source(target, write, lambda: stamp(desk, book))


def _of_folder(folder: Path) -> _Source:
    from classroom.grade.report import Report

    if not (folder / "records").is_dir():
        raise UsageError(f"{folder} has no records; name a folder that grader grade has written.")

    def stamp() -> object:
        watched = [folder / name for name in ("records", "ungraded.json", "history.json")]
        found = [*watched, *(folder / "records").glob("*.json")]
        return sorted((str(p), p.stat().st_mtime_ns) for p in found if p.exists())

    return _Source(folder, lambda: Report(folder).show(), stamp)
