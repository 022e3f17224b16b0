"""A term of 300 students in two real topics, with all that is measured of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks import term
from tests.term import large


@pytest.mark.full
def test_a_class_of_300(tmp_path: Path) -> None:
    """Every grade is the oracle's under four policies, and a changed check moves whom it must.

    `measure` ends with the differences where there are some.
    """
    term.measure(tmp_path, 300, large.CONTENTS)
