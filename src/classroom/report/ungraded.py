"""Submissions that could not be graded: each is a row of its own in every report of a class."""

from __future__ import annotations

import msgspec


class Ungraded(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """Whose submission it was, where it came from, and why it was not graded.

    `log` is the file in the report that holds what was raised, "" where the reason says all;
    `earlier` the file with the record of an earlier run, which no longer counts. `topics` are
    those that were to be graded; `missing` says that nothing was handed in.
    """

    student: str
    source: str
    reason: str
    log: str = ""
    earlier: str = ""
    topics: list[str] = []
    missing: bool = False

    @property
    def said(self) -> str:
        """The reason, as it stands behind the points that are there."""
        return self.reason if self.missing else f"not graded: {self.reason}"
