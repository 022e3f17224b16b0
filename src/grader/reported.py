"""What a learner reported of an experiment, as data of the record."""

from __future__ import annotations

import msgspec


class ExperimentReport(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The section of report.toml that belongs to a task. Nothing in it decides on points."""

    prediction: str = ""
    """The key of a choice, "" where nothing is predicted."""
    right: bool | None = None
    """Whether that is what happens; None where the answer is not known, or nothing is predicted."""
    settings: str = ""
    """As the inside of an inline table of TOML."""
    found: str = ""
    """The reported numbers, in the same form."""
    because: str = ""
    """For people."""
