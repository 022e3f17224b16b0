"""All words for a failure under one name: a run in which nothing fails imports none of them."""

from __future__ import annotations

from grader.explain.drivers import of_learner
from grader.explain.exceptions import Explained, explain
from grader.explain.ideas import IDEAS
from grader.explain.raised.gradients import GRAD_IS_NONE
from grader.explain.raised.handed import BEYOND
from grader.explain.raised.names import changed_in_place
from grader.explain.raised.tensors import of_nan
from grader.explain.raised.truth import of_pair
from grader.explain.slips import stays
from grader.explain.texts import CALLS_NOTHING, cut_off, shown_by, written_sizes
from grader.explain.undefined import IN_CHECK

__all__ = [
    "BEYOND",
    "CALLS_NOTHING",
    "GRAD_IS_NONE",
    "IDEAS",
    "IN_CHECK",
    "Explained",
    "changed_in_place",
    "cut_off",
    "explain",
    "of_learner",
    "of_nan",
    "of_pair",
    "shown_by",
    "stays",
    "written_sizes",
]
