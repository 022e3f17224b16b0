"""Milestones of this topic: no points, run with `-m milestone`."""

import numpy as np
import torch
from exercises.calculus_and_descent.cases import absolute_error
from torch import Tensor

from grader import milestone, observe

START = 1.1
# What the notebook shows before its first step, and what ten steps of rate 0.01 make of it.
FIRST_LOSS = 2.4219
FIRST_GRADIENT = [-1.3529, -0.0316, -0.5000]
FRESH = [2.4219, 2.4010, 2.3802, 2.3594, 2.3386, 2.3178, 2.2970, 2.2762, 2.2553, 2.2345, 2.2137]
# What it prints in its loop of ten steps, where no gradient is ever set to 0.
PILED_UP = [2.4010, 2.3594, 2.2970, 2.2137, 2.1097, 1.9848, 1.8535, 1.7166, 1.5825, 1.4628]


def notebook_data() -> tuple[Tensor, Tensor]:
    """The 20 points of the notebook, noise and all, in float64."""
    random = np.random.RandomState(42)
    x = torch.linspace(-2, 2, 20)[:, None].double().numpy()
    clean = 3 * x**2 + 2 * x + 1
    noisy = clean * (1 + random.normal(scale=0.15, size=x.shape))
    noisy = noisy + random.normal(scale=1.5, size=x.shape)
    return torch.from_numpy(x).flatten(), torch.from_numpy(noisy).flatten()


def clean_data() -> tuple[Tensor, Tensor]:
    """The same points without noise."""
    x = torch.linspace(-2, 2, 20, dtype=torch.float64)
    return x, 3 * x**2 + 2 * x + 1


@observe
def fit(m, x, y, start, lr, steps):
    """The history of gradient descent on the mean absolute error of a quadratic."""

    def grad_fn(params):
        return m.mae_quadratic_grad(params, x, y)

    return m.gradient_descent(grad_fn, torch.full((3,), start).to(x), lr, steps)[1]


def errors(history: Tensor, x: Tensor, y: Tensor) -> list[float]:
    """The mean absolute error in every place of a history."""
    return [absolute_error(place, x, y).item() for place in history]


def by_backward(x: Tensor, y: Tensor, steps: int, zero: bool) -> list[float]:
    """The losses of the notebook's loop, with or without setting the gradient to 0."""
    params = torch.full((3,), START, dtype=torch.float64, requires_grad=True)
    losses = []
    for _ in range(steps):
        loss = absolute_error(params, x, y)
        losses.append(loss.item())
        if zero:
            params.grad = None
        loss.backward()
        with torch.no_grad():
            params -= 0.01 * params.grad
    return losses


def shown(losses: list[float]) -> str:
    """The first losses and the last one."""
    return ", ".join(f"{loss:.2f}" for loss in losses[:4]) + f" ... {losses[-1]:.2f}"


def agree(a: list[float], b: list[float], within: float = 6e-5) -> bool:
    """Whether two lists of numbers are the same but for rounding."""
    return len(a) == len(b) and max(abs(x - y) for x, y in zip(a, b, strict=True)) < within


@milestone()
def test_notebook(student, record_property):
    """the notebook's fit, with noise: 2.4219, and 2.2137 after ten steps"""
    x, y = notebook_data()
    # What is said of the notebook holds for its own loop, by autograd.
    assert agree(by_backward(x, y, 11, zero=True), FRESH)
    assert agree(by_backward(x, y, 11, zero=False)[1:], PILED_UP)

    first = float(student.mae(student.quad(START, START, START, x), y))
    slopes = student.mae_quadratic_grad(torch.full((3,), START, dtype=torch.float64), x, y)
    losses = errors(student.of("gradient_descent").run(fit, x, y, START, 0.01, 10), x, y)

    told = ", ".join(f"{slope:.4f}" for slope in slopes.tolist())
    record_property("tell", f"loss at (1.1, 1.1, 1.1): {first:.4f}, gradient {told}")
    record_property("tell", f"ten steps of rate 0.01: {shown(losses)}")
    record_property("tell", f"the notebook's loop:    {shown(PILED_UP)} (gradients never zeroed)")
    assert abs(first - FIRST_LOSS) < 6e-5, f"the first loss is {first:.5f}, not {FIRST_LOSS}"
    assert agree(slopes.tolist(), FIRST_GRADIENT), f"the gradient is {told}"
    assert agree(losses, FRESH), f"after ten steps the loss is {losses[-1]:.4f}, not {FRESH[-1]}"


@milestone()
def test_rates(student, record_property):
    """without noise a rate of 0.01 comes below 0.01, larger rates bounce higher up"""
    x, y = clean_data()
    bests = {}
    for lr in (0.01, 0.1, 0.5):
        losses = errors(student.of("gradient_descent").run(fit, x, y, START, lr, 400), x, y)

        bests[lr] = min(losses)
        at = losses.index(bests[lr])
        text = f"rate {lr:<4g} best {bests[lr]:.4f} at step {at}, after 400 steps {losses[-1]:.4f}"
        record_property("tell", text)
    assert bests[0.01] < 0.01, f"the best loss with rate 0.01 is {bests[0.01]:.4f}, not below 0.01"
    assert 0.06 < bests[0.1] < 0.08, f"rate 0.1 reaches {bests[0.1]:.4f}, not 0.067"
    assert 0.3 < bests[0.5] < 0.36, f"rate 0.5 reaches {bests[0.5]:.4f}, not 0.33"


@milestone()
def test_approximation(student, record_property):
    """with twice as many ReLUs the gap to 3x^2 + 2x + 1 is a quarter, 0.1875 with eight"""
    x = torch.linspace(-2, 2, 4001, dtype=torch.float64)
    gaps = []
    for pieces in (2, 4, 8, 16, 32):
        knots = torch.linspace(-2, 2, pieces + 1, dtype=torch.float64)

        call = student.of("fit_relu_sum").call
        bias, slopes, kinks = call("fit_relu_sum", knots, 3 * knots**2 + 2 * knots + 1)
        got = call("relu_sum", float(bias), slopes, kinks, x)

        gaps.append((got - (3 * x**2 + 2 * x + 1)).abs().max().item())
        record_property("tell", f"{pieces:2} ReLUs: largest gap {gaps[-1]:.5f}")
    # The second derivative, 6, times the square of a piece's length, over 8.
    expected = [6 * (4 / pieces) ** 2 / 8 for pieces in (2, 4, 8, 16, 32)]
    assert agree(gaps, expected), f"the gaps are not {', '.join(f'{gap:.5g}' for gap in expected)}"
