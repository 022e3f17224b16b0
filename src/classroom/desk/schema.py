"""The tables of the gradebook: what was collected, what was found, what was decided to count."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Double, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

# The newest migration (migrations/versions).
HEAD = "0001"


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; databases differ in what they keep of an offset."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Without an offset, which is UTC."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """With its offset again."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """What all tables share."""


class StudentRow(Base):
    """A student, and how the last collection went."""

    __tablename__ = "student"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    repository: Mapped[str] = mapped_column(default="")
    """Where the work was last collected from."""
    branch: Mapped[str] = mapped_column(default="")
    """The default branch there, as the server says."""
    collected_at: Mapped[datetime | None] = mapped_column(Moment)
    problem: Mapped[str] = mapped_column(default="")
    """What the last collection could not bring."""


class PushRow(Base):
    """A change of a student's branch, as the server tells it."""

    __tablename__ = "push"
    __table_args__ = (UniqueConstraint("student_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"), index=True)
    key: Mapped[str]
    """The server's name for it, or the commit where only git was asked."""
    ref: Mapped[str]
    """The branch, "" where only git was asked, which knows the default branch alone."""
    kind: Mapped[str]
    before: Mapped[str]
    commit: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    known: Mapped[str]
    """By whom the time is known: server, committed, collected."""


class SubmissionRow(Base):
    """A topic's work as it stood after a push that changed it."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("student_id", "topic", "commit", "pushed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"), index=True)
    topic: Mapped[str]
    commit: Mapped[str]
    tree: Mapped[str]
    """The hash of the topic's folder; "" where the commit has none."""
    pushed_at: Mapped[datetime] = mapped_column(Moment)
    known: Mapped[str]
    forced: Mapped[bool] = mapped_column(default=False)
    """Whether the push threw earlier commits away."""
    current: Mapped[bool] = mapped_column(default=True)
    """Whether the last collection still has it."""


class RunRow(Base):
    """A run of the grader: what judged, where, when, and who asked for it."""

    __tablename__ = "run"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """grade: of what had no result; regrade: of what had one."""
    engine: Mapped[str]
    digests: Mapped[dict[str, str]] = mapped_column(JSON)
    """Topic -> a hash of all that decides on its points but the submission."""
    machine: Mapped[str]
    by: Mapped[str]
    started: Mapped[datetime] = mapped_column(Moment)
    finished: Mapped[datetime | None] = mapped_column(Moment)
    comparison: Mapped[str] = mapped_column(default="")
    """Of a regrade: who moves, as it was said."""


class ResultRow(Base):
    """What a run found at a submission."""

    __tablename__ = "result"
    __table_args__ = (UniqueConstraint("submission_id", "run_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    digest: Mapped[str]
    """That of its run, for the topic."""
    points: Mapped[float | None] = mapped_column(Double)
    """Of the tasks, for people who look into the book; `states` has them exactly."""
    states: Mapped[dict[str, Any]] = mapped_column(JSON)
    problem: Mapped[str] = mapped_column(default="")
    """Why nothing was found."""
    record: Mapped[bytes | None] = mapped_column(LargeBinary)
    """All that was found: a record of one topic, compressed by zlib."""


class DecisionRow(Base):
    """That a run counts for a topic, or does not; the last one of a run and topic is valid."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    topic: Mapped[str]
    accepted: Mapped[bool]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
