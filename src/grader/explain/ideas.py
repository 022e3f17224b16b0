"""The closed list of ideas; of those that fit an exception the first that is certain is said."""

from __future__ import annotations

from grader.explain import calls, containers, draws, gradients, names, tensors
from grader.explain.exceptions import Idea

IDEAS: tuple[Idea, ...] = (
    *gradients.IDEAS,
    *draws.IDEAS,
    *tensors.IDEAS,
    *calls.IDEAS,
    *names.IDEAS,
    *containers.IDEAS,
)
