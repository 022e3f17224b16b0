"""The closed list of ideas; of those that fit an exception the first that is certain is said."""

from __future__ import annotations

from grader.explain.exceptions import Idea
from grader.explain.raised import (
    attributes,
    calls,
    classes,
    containers,
    entries,
    gradients,
    handed,
    names,
    tensors,
    truth,
)

IDEAS: tuple[Idea, ...] = (
    # Before all others: what is behind them is how the class is written.
    *classes.IDEAS,
    *names.FUNCTIONS,
    # Before those of sizes: what was compared, and not how.
    *containers.COMPARED,
    *gradients.IDEAS,
    *truth.FIRST,
    *entries.DRAWS,
    *tensors.IDEAS,
    *truth.IDEAS,
    *entries.IDEAS,
    *calls.IDEAS,
    *handed.PARAMETERS,
    *names.IDEAS,
    *attributes.IDEAS,
    *containers.IDEAS,
)
