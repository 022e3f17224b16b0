"""The closed list of ideas; of those that fit an exception the first that is certain is said."""

from __future__ import annotations

from grader.explain import calls, containers, draws, entries, gradients, names, tensors
from grader.explain.exceptions import Idea

IDEAS: tuple[Idea, ...] = (
    # Before those of sizes: what was compared, and not how.
    *containers.COMPARED,
    *gradients.IDEAS,
    *draws.IDEAS,
    *tensors.IDEAS,
    *entries.IDEAS,
    *calls.IDEAS,
    *names.IDEAS,
    *containers.IDEAS,
)
