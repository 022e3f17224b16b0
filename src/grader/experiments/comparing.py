"""Why a reported number is not that of its settings: said only where one reason is certain.

The number of the re-run is not told: running the settings prints it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from grader.course.experiments import ExperimentSpec, FoundSpec
from grader.experiments.measured import Measured

# Factor -> what the reported number is then, as the end of a sentence.
UNITS = (
    (100.0, "is 100 times what is asked; is it in percent?"),
    (0.01, "is a hundredth of what is asked; is it a share, and percent is asked?"),
    (1 / math.log(2), "is in bits (log to the base 2), and nats (ln) are asked"),
    (math.log(2), "is in nats (ln), and bits (log to the base 2) are asked"),
    (-1.0, "has the other sign"),
)


def holds(found: FoundSpec, reported: float, measured: float) -> bool:
    """Whether a reported number is that of the re-run. What is not finite agrees with itself."""
    if math.isfinite(reported) and math.isfinite(measured):
        # A whole tolerance away stays inside, whatever is lost in the last digit.
        return abs(reported - measured) <= found.tolerance * (1 + 1e-9)
    return repr(reported) == repr(measured)


def reason(
    spec: ExperimentSpec, found: FoundSpec, reported: Mapping[str, float], measured: Measured
) -> str:
    """Why the number of `found` does not hold; "" where no one reason is certain."""
    reasons = list(dict.fromkeys(_reasons(spec, found, reported[found.name], measured)))
    return reasons[0] if len(reasons) == 1 else ""


def _reasons(
    spec: ExperimentSpec, found: FoundSpec, value: float, measured: Measured
) -> Iterator[str]:
    right = measured.found[found.name]
    for other in spec.found:
        if other.name != found.name and holds(found, value, measured.found[other.name]):
            yield f"agrees with {other.name}, not with {found.name}"
    for name, number in measured.others.items():
        if holds(found, value, number):
            yield f"agrees with {name}, not with {found.name}"
    for factor, said in UNITS:
        wide = max(1.0, abs(factor))
        if abs(right * factor - right) <= 2 * wide * found.tolerance:
            continue  # around 0 every factor gives the same number
        if abs(value - right * factor) <= wide * found.tolerance:
            yield said
