"""A few changes to the engine, drawn by chance: its tests notice each, or say why nothing could."""

from __future__ import annotations

import pytest
from tests.conftest import WORKERS
from tests.repository.engine_mutation import key, known_survivors, population, run, sample

COUNT = 12


@pytest.mark.full
def test_changes_to_the_engine_are_noticed() -> None:
    """Of a sample of mutants none survives that is not on record with its reason."""
    known = known_survivors()

    survivors = [t.mutant for t in run(sample(COUNT, seed=1), WORKERS) if not t.noticed]

    new = [mutant.id for mutant in survivors if key(mutant) not in known]
    assert not new, f"write a test that notices it, or the reason into engine_survivors.toml: {new}"


@pytest.mark.full
def test_survivors_on_record_are_mutants_of_today() -> None:
    """An entry of engine_survivors.toml speaks of a change that can still be made."""
    assert known_survivors().keys() <= {key(mutant) for _, mutant in population()}
