"""One run of an experiment with somebody's functions."""

from __future__ import annotations

from collections.abc import Mapping

from grader.check.backend import Backend
from grader.check.outcome import Trace, trace
from grader.check.run import TopicRun
from grader.course.experiments import ExperimentSpec, Value
from grader.experiments.measured import Experiment, Measured, Size, checked, plain_settings
from grader.experiments.students import Students, Timed


def measure(
    run: TopicRun,
    spec: ExperimentSpec,
    one: Experiment,
    settings: Mapping[str, Value],
    size: Size,
    *,
    seconds: float,
    backend: Backend | None = None,
    current: Trace | None = None,
) -> Measured:
    """What the experiment finds with these settings, in at most `seconds` of student code.

    `backend` answers in the place of the run's own. Raises Outcome where student code is at fault,
    and whatever the experiment itself raises.
    """
    current = current or Trace()
    timed = Timed(backend or run.backend, seconds)
    student = Students(run, current, seconds, timed)
    token = trace.set(current)
    try:
        return checked(spec, one.function(student, plain_settings(settings), size))
    finally:
        trace.reset(token)
