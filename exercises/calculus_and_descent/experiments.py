"""Given: the experiments CD-L1 and CD-L2. `grader run CD-L1` runs them with your own functions.

Both fit the notebook's quadratic, without noise, and begin at (1.1, 1.1, 1.1). Losses are given as
log10: 2 means a loss of 100, and -3 means a loss of 0.001.
"""

import math
from statistics import fmean

import torch
from torch import Tensor

from grader import Measured, experiment, observe

STEPS, MANY = 60, 200
SMALL = 0.003


def data() -> tuple[Tensor, Tensor]:
    """The notebook's 20 points without noise, in float64."""
    x = torch.linspace(-2, 2, 20, dtype=torch.float64)
    return x, 3 * x**2 + 2 * x + 1


def losses(places: Tensor, squared: bool) -> list[float]:
    """The mean squared or absolute error of the quadratic in each of the places (n, 3)."""
    x, y = data()
    gaps = places.double() @ torch.stack((x**2, x, torch.ones_like(x))) - y
    return [float(each) for each in (gaps**2 if squared else gaps.abs()).mean(1)]


def log10(loss: float) -> float:
    """The logarithm of a loss to the base 10; -300 for a loss of 0."""
    return math.log10(max(loss, 1e-300))


@observe
def walk(m, squared, x, y, start, rate, steps):
    """The way down one of the two losses: where it ends, and every place on it."""
    slopes = m.mse_quadratic_grad if squared else m.mae_quadratic_grad
    return m.gradient_descent(lambda params: slopes(params, x, y), start, rate, steps)


@experiment("two_rates")
def two_rates(student, settings, size):
    """the loss after 60 steps, of the MSE at one learning rate and of the MAE at another"""
    steps = STEPS if size == "graded" else 2 * STEPS
    start = torch.full((3,), 1.1, dtype=torch.float64)
    ends, last, lowest, curves = {}, {}, {}, {}
    for name in ("mse", "mae"):
        squared, rate = name == "mse", settings[f"{name}_rate"]
        run = student.of("gradient_descent").run
        places = run(walk, squared, *data(), start, rate, steps)[1]
        way = losses(places, squared)
        ends[name] = fmean(way[STEPS - 9 : STEPS + 1])
        last[name] = way[STEPS]
        lowest[name] = min(way[: STEPS + 1])
        curves[f"{name}, rate {rate:g}"] = list(map(log10, way))
    return Measured(
        found={f"{name}_end": log10(loss) for name, loss in ends.items()},
        others={
            "the MSE itself, without log10": ends["mse"],
            "the MAE itself, without log10": ends["mae"],
            "the lowest MSE on the way": log10(lowest["mse"]),
            "the lowest MAE on the way": log10(lowest["mae"]),
            f"the MSE after step {STEPS} alone": log10(last["mse"]),
            f"the MAE after step {STEPS} alone": log10(last["mae"]),
        },
        goal={
            "mse_end below -6": ends["mse"] < 1e-6,
            "mae_end below -1": ends["mae"] < 0.1,
        },
        curves=curves,
        x="step",
        at=range(steps + 1),
        y="log10 of the loss",
        tell=[
            f"{name.upper()} after {STEPS} steps: {loss:.4g}, of which log10 is {log10(loss):.4g}"
            for name, loss in last.items()
        ],
    )


@observe
def push(m, x, y, start, rate, keep, steps):
    """Places of a descent whose steps follow the new gradient and a share of the step before."""
    place, pushed, places = start, torch.zeros_like(start), [start]
    for _step in range(steps):
        pushed = keep * pushed + m.mse_quadratic_grad(place, x, y)
        place = m.gradient_descent(lambda params, now=pushed: now, place, rate, 1)[0]
        places.append(place)
    return torch.stack(places)


@experiment("old_gradients")
def old_gradients(student, settings, size):
    """the loss after 10 and after 200 steps, where a share of the old gradients is kept"""
    steps = MANY if size == "graded" else 399
    start, keep = torch.full((3,), 1.1, dtype=torch.float64), settings["keep"]
    run = student.of("gradient_descent").run
    way = losses(run(push, *data(), start, SMALL, keep, steps), squared=True)
    early, late = way[10], fmean(way[MANY - 19 : MANY + 1])
    return Measured(
        found={"early": log10(early), "late": log10(late)},
        others={
            "the MSE itself after 10 steps, without log10": early,
            "the MSE itself after 200 steps, without log10": late,
            "the lowest MSE of all 200 steps": log10(min(way[: MANY + 1])),
            f"the MSE after step {MANY} alone": log10(way[MANY]),
        },
        goal=late < 1e-4,
        curves={f"keep {keep:g}": list(map(log10, way))},
        x="step",
        at=range(steps + 1),
        y="log10 of the loss",
        tell=[
            f"MSE after 10 steps: {early:.4g}, of which log10 is {log10(early):.4g}",
            f"MSE, mean over steps {MANY - 19} to {MANY}: {late:.4g}, of which log10 is "
            f"{log10(late):.4g}",
        ],
    )
