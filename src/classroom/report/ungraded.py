"""Submissions that could not be graded: each is a row of its own in every report of a class."""

from __future__ import annotations

import msgspec


class Ungraded(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """Whose submission it was, where it came from, and why it was not graded.

    `log` is the file in the report that holds what was raised, "" where the reason says all.
    """

    student: str
    source: str
    reason: str
    log: str = ""
