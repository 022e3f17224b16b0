"""One run of an experiment with somebody's functions."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from grader.check.backend import Backend
from grader.check.outcome import Called, StudentError, Trace, trace
from grader.check.run import TopicRun
from grader.check.values import described
from grader.course.experiments import ExperimentSpec, Value
from grader.course.manifest import STUDENT_ROOT
from grader.experiments.measured import Experiment, Measured, Size, checked, plain_settings
from grader.experiments.students import Students, Timed
from grader.explain.undefined import IN_CHECK
from grader.record import Row

# Of a function whose text shows that it returns nothing (explain/exceptions.py).
_NOTHING = re.compile(r"here ([\w.]+) ends without returning anything")


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
    except StudentError as e:
        if any(row.text.endswith(IN_CHECK) for row in e.rows):
            _named(e, run, current.calls[-1].task)
        raise
    finally:
        trace.reset(token)


def unusable(run: TopicRun, current: Trace) -> StudentError | None:
    """What to say where an experiment raised at what student code returned; None if it did not.

    Of several calls it is the last one, or the last that returned None: nothing can use that.
    """
    answered = [called for called in current.calls if called.answered]
    if not answered:
        return None
    nothing = [called for called in answered if called.result is None]
    called = [*answered, *nothing][-1]
    name, value = _returns(called), described(called.result)
    said = f"{name} returned {value}" if name else f"a run of your {called.task} gave {value}"
    again = f"pytest {STUDENT_ROOT}/{run.topic.id} -k {called.task}"
    return StudentError(
        f"{said}, which the experiment cannot use",
        [Row("value", f"yours is {value}"), Row("next", again)],
        pattern="a value that the check cannot use",
    )


def _named(error: StudentError, run: TopicRun, task: str) -> None:
    """Say whose value a driver could not use; of one that returns nothing it is certain."""
    whys = (_NOTHING.search(row.text) for row in error.rows)
    nothing = next((why[1] for why in whys if why), "")
    said = f"the experiment cannot use what your {task} returned: {error.summary}"
    error.summary = f"{nothing} returned None, which the experiment cannot use" if nothing else said
    error.rows.append(Row("next", f"pytest {STUDENT_ROOT}/{run.topic.id} -k {nothing or task}"))


def _returns(called: Called) -> str:
    """The learner's function whose value came back; "" where a driver made another one of it."""
    if not called.driver:
        return called.name
    [driver] = ast.parse(called.driver).body
    ends = [node.value for node in ast.walk(driver) if isinstance(node, ast.Return)]
    match ends:
        case [ast.Call(func=ast.Attribute(value=ast.Name(), attr=name))]:
            return name
    return ""
