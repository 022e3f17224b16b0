"""Points without names, for research."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

import msgspec

from classroom.report.csv import by_student
from classroom.report.history import Standing, StudentHistory, TermHistory
from classroom.report.ungraded import Ungraded
from grader.record import Record, Submission


def pseudonym(student: str, secret: bytes) -> str:
    """The name that stands for a student wherever this secret is used."""
    digest = hmac.new(secret, student.encode(errors="replace"), hashlib.sha256).hexdigest()
    return f"s-{digest[:12]}"


def anonymous(
    records: Sequence[Record], ungraded: Sequence[Ungraded], secret: bytes
) -> tuple[list[Record], list[Ungraded]]:
    """The same points, of pseudonyms: no name, commit, date, path or text of a student's."""
    found = [
        msgspec.structs.replace(
            record,
            submission=Submission(student=pseudonym(record.submission.student, secret)),
            topics=[
                msgspec.structs.replace(topic, late_seconds=0, origin=None)
                for topic in record.topics
            ],
            warnings=[],
        )
        for record in records
    ]
    lost = [
        Ungraded(
            student=pseudonym(one.student, secret),
            source="",
            reason="no submission" if one.missing else "not graded",
            topics=one.topics,
            missing=one.missing,
        )
        for one in ungraded
    ]
    return by_student(found), lost


def without_people(history: TermHistory, secret: bytes) -> TermHistory:
    """The same points of a term, of pseudonyms: no push, and nothing that somebody said."""
    found = {}
    for student, own in history.students.items():
        given = {n: Standing(points=o.points, maximum=o.maximum) for n, o in own.topics.items()}
        found[pseudonym(student, secret)] = StudentHistory(total=own.total, topics=given)
    return msgspec.structs.replace(history, students=found, runs=[])
