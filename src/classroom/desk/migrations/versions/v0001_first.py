"""The first version of the gradebook."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """From an empty database."""
    op.create_table(
        "student",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(100), nullable=False, unique=True),
        sa.Column("repository", sa.String, nullable=False),
        sa.Column("branch", sa.String, nullable=False),
        sa.Column("collected_at", sa.DateTime),
        sa.Column("problem", sa.String, nullable=False),
    )
    op.create_table(
        "push",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "student_id", sa.Integer, sa.ForeignKey("student.id"), nullable=False, index=True
        ),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("ref", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("before", sa.String, nullable=False),
        sa.Column("commit", sa.String, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("known", sa.String, nullable=False),
        sa.UniqueConstraint("student_id", "key"),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "student_id", sa.Integer, sa.ForeignKey("student.id"), nullable=False, index=True
        ),
        sa.Column("topic", sa.String, nullable=False),
        sa.Column("commit", sa.String, nullable=False),
        sa.Column("tree", sa.String, nullable=False),
        sa.Column("pushed_at", sa.DateTime, nullable=False),
        sa.Column("known", sa.String, nullable=False),
        sa.Column("forced", sa.Boolean, nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
        sa.UniqueConstraint("student_id", "topic", "commit", "pushed_at"),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("engine", sa.String, nullable=False),
        sa.Column("digests", sa.JSON, nullable=False),
        sa.Column("machine", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("started", sa.DateTime, nullable=False),
        sa.Column("finished", sa.DateTime),
        sa.Column("comparison", sa.String, nullable=False),
    )
    op.create_table(
        "result",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "submission_id", sa.Integer, sa.ForeignKey("submission.id"), nullable=False, index=True
        ),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("run.id"), nullable=False, index=True),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("points", sa.Double),
        sa.Column("states", sa.JSON, nullable=False),
        sa.Column("problem", sa.String, nullable=False),
        sa.Column("record", sa.LargeBinary),
        sa.UniqueConstraint("submission_id", "run_id"),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("run.id"), nullable=False, index=True),
        sa.Column("topic", sa.String, nullable=False),
        sa.Column("accepted", sa.Boolean, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
