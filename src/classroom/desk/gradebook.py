"""The gradebook: a database that keeps everything that was ever found, and which of it counts.

A result is written in one transaction as it comes. Two programs on one book lose nothing, and
whoever is killed at any moment loses nothing that was finished.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

from classroom.desk.grades import HandIn, Known, Marks, TaskMarks
from classroom.desk.schema import (
    HEAD,
    DecisionRow,
    ResultRow,
    RunRow,
    StudentRow,
    SubmissionRow,
)
from grader.errors import DiskError, EngineError, UsageError
from grader.escape import plain
from grader.record import Record
from grader.stored import decode, encode

# How long one program waits for another's transaction, each of which takes milliseconds.
_SECONDS = 60
_LOCK = 0x67726164
_FULL = ("disk is full", "disk I/O error", "readonly database", "No space left")

# Student -> topic -> the submissions in their order.
Work = dict[str, dict[str, list[HandIn]]]


@dataclass(frozen=True)
class Judged:
    """What was found at a submission: a record of one topic, or why there is none."""

    record: Record | None
    problem: str = ""


class Gradebook:
    """The book at `url`, made or brought to this version where it is not. Raises UsageError."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        self._shown = make_url(url).render_as_string(hide_password=True)
        with self._words():
            _bring_up(self._engine, self._shown)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees the book as it is now."""
        with self._words(), Session(self._engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that writes all or nothing, at the end; nobody else writes meanwhile."""
        engine = self._engine.execution_options(writes=True)
        with self._words(), Session(engine) as session, session.begin():
            yield session

    @contextmanager
    def _words(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as e:
            said = plain(" ".join(str(e.orig).split()), 200)
            if any(sign in said for sign in _FULL):
                raise DiskError(f"the gradebook {self._shown}: {said}; free some room.") from None
            raise UsageError(
                f"the gradebook {self._shown} cannot be used ({said}); look at gradebook in "
                "term.toml, and at who else uses it."
            ) from None

    def students(self) -> dict[str, StudentRow]:
        """Name -> student, of all that were ever collected."""
        with self.reading() as session:
            return {row.name: row for row in session.scalars(select(StudentRow))}

    def runs(self) -> list[RunRow]:
        """All runs, the first one first."""
        with self.reading() as session:
            return list(session.scalars(select(RunRow).order_by(RunRow.id)))

    def decisions(self) -> dict[tuple[int, str], DecisionRow]:
        """(run, topic) -> the decision that is valid."""
        with self.reading() as session:
            return _decisions(session)

    def begin(
        self, kind: str, digests: dict[str, str], *, engine: str, machine: str, by: str
    ) -> int:
        """A new run; one that only adds (kind grade) counts from the start. Its number."""
        now = datetime.now(UTC)
        with self.writing() as session:
            run = RunRow(
                kind=kind, digests=digests, engine=engine, machine=machine, by=by, started=now
            )
            session.add(run)
            session.flush()
            if kind == "grade":
                session.add_all(_decide(run.id, digests, True, by, now))
            return run.id

    def put(self, run_id: int, digest: str, submissions: Sequence[int], found: Judged) -> int:
        """Keep a result for each of `submissions`, in one transaction; how many were new.

        Where another run of the same digest has put one that counts meanwhile, that one stays.
        """
        values = _values(found)
        new = 0
        with self.writing() as session:
            counting = accepted_runs(session)
            for submission in submissions:
                same = select(ResultRow).where(
                    ResultRow.submission_id == submission, ResultRow.digest == digest
                )
                rows = {row.run_id: row for row in session.scalars(same)}
                own = rows.get(run_id)
                if own is not None and (not own.problem or values["problem"]):
                    continue
                theirs = (row for run, row in rows.items() if run in counting)
                if run_id in counting and any(not row.problem for row in theirs):
                    continue
                new += 1
                if own is None:
                    own = ResultRow(submission_id=submission, run_id=run_id, digest=digest)
                    session.add(own)
                for name, value in values.items():
                    setattr(own, name, value)
        return new

    def finish(self, run_id: int, comparison: str = "") -> None:
        """The run is through."""
        with self.writing() as session:
            run = session.get_one(RunRow, run_id)
            run.finished = datetime.now(UTC)
            run.comparison = comparison

    def decide(self, run_id: int, accepted: bool, by: str) -> None:
        """Let a run count, or not."""
        with self.writing() as session:
            run = session.get_one(RunRow, run_id)
            session.add_all(_decide(run_id, run.digests, accepted, by, datetime.now(UTC)))

    def work(self, with_run: int | None = None, student: str = "") -> Work:
        """All submissions, each with the marks that count; those of `with_run` first, if given.

        Of `student` alone, if one is given.
        """
        with self.reading() as session:
            counting = effective(session, with_run, student)
            query = (
                select(StudentRow.name, SubmissionRow)
                .join(SubmissionRow, SubmissionRow.student_id == StudentRow.id)
                .where(SubmissionRow.current)
                .order_by(SubmissionRow.pushed_at, SubmissionRow.id)
            )
            if student:
                query = query.where(StudentRow.name == student)
            rows = session.execute(query)
            found: Work = {}
            for name, row in rows:
                one = counting.get(row.id)
                handed = HandIn(
                    id=row.id,
                    commit=row.commit,
                    at=row.pushed_at,
                    known=cast(Known, row.known),
                    absent=not row.tree,
                    marks=None if one is None else marks_of(one.states, one.problem),
                )
                found.setdefault(name, {}).setdefault(row.topic, []).append(handed)
            return found

    def counting(self, with_run: int | None = None) -> dict[int, Counting]:
        """Submission -> the result that counts, that of `with_run` first, if given."""
        with self.reading() as session:
            return effective(session, with_run)

    def reuse(self, run_id: int, digest: str, submissions: Sequence[int]) -> int:
        """Take over for a run what an earlier one has found with the same `digest`; how many."""
        taken = 0
        with self.writing() as session:
            for some in _portions(list(submissions)):
                query = select(ResultRow).where(
                    ResultRow.submission_id.in_(some),
                    ResultRow.digest == digest,
                    ResultRow.problem == "",
                )
                rows = {row.submission_id: row for row in session.scalars(query)}
                for row in rows.values():
                    if row.run_id == run_id:
                        continue
                    taken += 1
                    session.add(
                        ResultRow(
                            submission_id=row.submission_id,
                            run_id=run_id,
                            digest=digest,
                            points=row.points,
                            states=row.states,
                            record=row.record,
                        )
                    )
        return taken

    def records(
        self, submissions: Collection[int], with_run: int | None = None
    ) -> dict[int, Record]:
        """Submission -> its record that counts, of those that have one."""
        found = {}
        with self.reading() as session:
            counting = effective(session, with_run)
            wanted = {counting[s].id: s for s in submissions if s in counting}
            for some in _portions(list(wanted)):
                query = select(ResultRow.id, ResultRow.record).where(ResultRow.id.in_(some))
                for number, record in session.execute(query):
                    if record is not None:
                        found[wanted[number]] = decode(zlib.decompress(record))
        return found


@dataclass(frozen=True)
class Counting:
    """A result without its record."""

    id: int
    run_id: int
    digest: str
    states: Mapping[str, Any]
    problem: str


def effective(
    session: Session, with_run: int | None = None, student: str = ""
) -> dict[int, Counting]:
    """Submission -> the result that counts: of the run that was accepted last."""
    rank = {key: row.id for key, row in _decisions(session).items() if row.accepted}
    last = max(rank.values(), default=0) + 1
    query = select(
        ResultRow.id,
        ResultRow.run_id,
        ResultRow.digest,
        ResultRow.states,
        ResultRow.problem,
        ResultRow.submission_id,
        SubmissionRow.topic,
    ).join(SubmissionRow, SubmissionRow.id == ResultRow.submission_id)
    if student:
        whose = StudentRow.id == SubmissionRow.student_id
        query = query.join(StudentRow, whose).where(StudentRow.name == student)
    best: dict[int, tuple[int, int]] = {}
    found: dict[int, Counting] = {}
    for number, run, digest, states, problem, submission, topic in session.execute(query):
        place = last if run == with_run else rank.get((run, topic), 0)
        if place and (place, number) > best.get(submission, (0, 0)):
            best[submission] = (place, number)
            found[submission] = Counting(number, run, digest, states, problem)
    return found


def accepted_runs(session: Session) -> set[int]:
    """The runs that count."""
    return {run for (run, _), row in _decisions(session).items() if row.accepted}


def marks_of(states: Mapping[str, Any], problem: str) -> Marks:
    """What `states` of a result say."""
    if problem:
        return Marks(problem=problem)
    tasks = {
        name: TaskMarks(state, Fraction(earned), Fraction(points))
        for name, (state, earned, points) in states["tasks"].items()
    }
    asked = states["questions"]
    return Marks(tasks, (Fraction(asked[0]), Fraction(asked[1])) if asked else None)


def _values(found: Judged) -> dict[str, Any]:
    if found.record is None:
        return {"points": None, "states": {}, "problem": found.problem, "record": None}
    [topic] = found.record.topics
    asked = topic.questions
    judged = [str(asked.earned), str(asked.points)] if asked and asked.judged else None
    tasks = {task.id: [task.state, str(Fraction(task.earned)), task.points] for task in topic.tasks}
    return {
        "points": topic.earned,
        "states": {"tasks": tasks, "questions": judged},
        "problem": "",
        "record": zlib.compress(encode(found.record)),
    }


def _decide(
    run: int, topics: Collection[str], accepted: bool, by: str, at: datetime
) -> list[DecisionRow]:
    return [DecisionRow(run_id=run, topic=t, accepted=accepted, by=by, at=at) for t in topics]


def _decisions(session: Session) -> dict[tuple[int, str], DecisionRow]:
    rows = session.scalars(select(DecisionRow).order_by(DecisionRow.id))
    return {(row.run_id, row.topic): row for row in rows}


def _portions(numbers: list[int], size: int = 500) -> Iterator[list[int]]:
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.drivername != "sqlite":
            return create_engine(parsed)
        engine = create_engine(parsed, connect_args={"timeout": _SECONDS})
    except (ArgumentError, NoSuchModuleError) as e:
        raise UsageError(f"the gradebook's address {url!a} is none ({e}).") from None
    except ModuleNotFoundError:
        raise EngineError(
            "the driver of PostgreSQL is missing; install it with: pip install 'psycopg[binary]'"
        ) from None
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    """SQLite's settings: begin when we say so, one writer beside readers, keys that hold."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # Whoever reads first and then writes could find that somebody else has written in between.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _bring_up(engine: Engine, shown: str) -> None:
    """The tables of this version. Raises UsageError for those of a later one."""
    with engine.connect() as connection:
        if _version(connection) == HEAD:
            return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        found = _version(connection)
        if found is not None and found not in known:
            raise UsageError(
                f"the gradebook {shown} was written by a later version of this program (schema "
                f"{plain(found, 40)}, this one knows {HEAD}); nothing is changed. Take that one."
            )
        if found is None and inspect(connection).has_table("student"):
            raise UsageError(
                f"{shown} is a database of something else: it has a table student, and no version."
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _version(connection: Connection) -> str | None:
    """The version of the tables, None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
