"""One warm process for the tests of the watch and of notebooks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.watch.small import SharedWarm


@pytest.fixture(scope="session")
def shared() -> Iterator[SharedWarm]:
    """The process; it is started by the first run."""
    warm = SharedWarm()
    yield warm
    warm.own.close()
