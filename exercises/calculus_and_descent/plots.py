"""Given: the three pictures of `grader plot calculus_and_descent`, drawn by your functions."""

import torch

from grader import plot

STYLES = ("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)))
INK = "#1a1a1a"
DASHED = {"color": INK, "linestyle": "--", "linewidth": 1}


def curve(x):
    """The function whose slope at 1 is looked at; works on numbers and tensors."""
    return 0.5 * x**3 - x + 1


def target(x):
    """The function that ReLUs are to follow."""
    return (2 * x).sin() + x**2 / 4


@plot("numerical_derivative")
def tangent_and_secant(student, figure):
    """Secants that turn into the tangent as h shrinks."""
    figure.suptitle("slope of x^3 / 2 - x + 1 at 1, by your numerical_derivative")
    panels = figure.subplots(1, 2, sharey=True)
    x = torch.linspace(-0.4, 2.4, 100)
    for axes, method in zip(panels, ("forward", "central"), strict=True):
        axes.plot(x, curve(x), color=INK, linewidth=2, label="the function")
        axes.plot(x, curve(1.0) + 0.5 * (x - 1), **DASHED, label="tangent, slope 0.5")
        for h, style in zip((1.0, 0.5, 0.2), ("-", "-.", ":"), strict=True):
            slope = float(student.numerical_derivative(curve, 1.0, h, method))
            left = 1.0 if method == "forward" else 1 - h
            line = curve(left) + slope * (x - left)
            axes.plot(x, line, linestyle=style, label=f"secant, h = {h:g}: slope {slope:.4g}")
            ends = torch.tensor([left, 1 + h])
            axes.plot(ends, curve(ends), "o", color=INK, markersize=4)
        axes.set(title=method, xlabel="x", ylim=(-0.5, 4))
        axes.legend(fontsize=8)


@plot("quad", "mae", "mse_quadratic_grad", "mae_quadratic_grad", "gradient_descent")
def loss_over_steps(student, figure):
    """Both losses on the way to the quadratic of the notebook, for five learning rates each."""
    figure.suptitle("loss over the steps of your gradient_descent, five learning rates")
    x = torch.linspace(-2, 2, 20, dtype=torch.float64)
    y = student.quad(3.0, 2.0, 1.0, x)
    panels = figure.subplots(1, 2)
    losses = (("mse", (0.003, 0.03, 0.12, 0.218, 0.228)), ("mae", (0.003, 0.01, 0.05, 0.2, 0.8)))
    for axes, (name, rates) in zip(panels, losses, strict=True):
        loss, gradient = getattr(student, name), getattr(student, f"{name}_quadratic_grad")
        for lr, style in zip(rates, STYLES, strict=True):
            start = torch.full((3,), 1.1, dtype=torch.float64)
            walk = student.gradient_descent(lambda p, g=gradient: g(p, x, y), start, lr, 120)
            values = [float(loss(student.quad(*place.tolist(), x), y)) for place in walk[1]]
            axes.plot(values, linestyle=style, label=f"rate {lr:g}")
        axes.set(title=name, xlabel="step", ylabel="loss", yscale="log")
        axes.grid(alpha=0.3)
        axes.legend(fontsize=8)
    panels[0].set_ylim(1e-6, 1e3)


@plot("fit_relu_sum", "relu_sum")
def relus_to_a_curve(student, figure):
    """A sum of 1, 3, 6 and 12 ReLUs on its way to a curve, with its parts below."""
    figure.suptitle("sin 2x + x^2 / 4 as a sum of ReLUs, by your fit_relu_sum and relu_sum")
    panels = figure.subplots(2, 4, sharex=True, sharey="row", height_ratios=(2, 1))
    x = torch.linspace(-3, 3, 241, dtype=torch.float64)
    for (above, below), pieces in zip(panels.T, (1, 3, 6, 12), strict=True):
        knots = torch.linspace(-3, 3, pieces + 1, dtype=torch.float64)
        heights = target(knots)
        bias, slopes, kinks = student.fit_relu_sum(knots, heights)
        total = student.relu_sum(float(bias), slopes, kinks, x)
        gap = float((total - target(x)).abs().max())
        above.plot(x, target(x), **DASHED, label="the curve")
        above.plot(x, total, linewidth=1.8, label="the sum")
        above.plot(knots, heights, "o", color=INK, markersize=3.5)
        above.set_title(f"{pieces} ReLU{'s' if pieces > 1 else ''}, largest gap {gap:.2f}")
        for i in range(pieces):
            one = student.relu_sum(0.0, slopes[i : i + 1], kinks[i : i + 1], x)
            below.plot(x, one, linewidth=1)
        below.set(xlabel="x")
        above.grid(alpha=0.3)
        below.grid(alpha=0.3)
    panels[0, 0].legend(fontsize=8)
    panels[1, 0].set_ylabel("each ReLU")
