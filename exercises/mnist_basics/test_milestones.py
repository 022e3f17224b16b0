"""Milestones of MNIST basics: no points, run with `-m milestone`.

Real digits: the first 800 threes and 800 sevens for training, the other 502 for validation.
"""

from statistics import fmean
from typing import Any

import torch
from exercises.data import load_mnist37
from torch import Tensor

from grader import milestone, observe

FIRST = 800
SEEDS = (1, 2, 3)
TRAINING = ("init_params", "DataLoader", "BasicOptim", "mnist_loss", "batch_accuracy", "simple_net")


def stacks(student: Any) -> list[Tensor]:
    """Training threes and sevens, validation threes and sevens, by stack_images."""
    threes, sevens = load_mnist37()
    parts = (threes[:FIRST], sevens[:FIRST], threes[FIRST:], sevens[FIRST:])
    return [student.stack_images(list(part)) for part in parts]


@observe
def train(m, data, hidden, lr, epochs, seed):
    """The accuracies after each epoch of a linear model, or of a net with `hidden` units."""
    from exercises.mnist_basics.batches import DataLoader
    from exercises.mnist_basics.linear_model import init_params, linear1
    from exercises.mnist_basics.optimizer import BasicOptim

    g = torch.Generator().manual_seed(seed)
    # The net has a std of its own; experiment MN-L1 tries others.
    if hidden:
        params = [
            init_params((784, hidden), 784**-0.5, generator=g),
            init_params(hidden, 0.0, generator=g),
            init_params((hidden, 1), hidden**-0.5, generator=g),
            init_params(1, 0.0, generator=g),
        ]
    else:
        params = [init_params((784, 1), generator=g), init_params(1, generator=g)]

    def model(xb):
        return m.simple_net(xb, *params) if hidden else linear1(xb, *params)

    train_dl, valid_dl = (
        DataLoader(list(zip(X, y)), size, shuffle, generator=g)  # noqa: B905
        for (X, y), size, shuffle in zip(data, (64, 256), (True, False))  # noqa: B905
    )
    opt = BasicOptim(params, lr)
    found = []
    for _epoch in range(epochs):
        m.train_epoch(model, train_dl, opt)
        found.append(float(m.validate_epoch(model, valid_dl)))
    return {"accuracies": found, "parameters": sum(p.numel() for p in params)}


def trained(student: Any, hidden: int, lr: float, epochs: int, tell: Any) -> float:
    """The mean accuracy of three seeds; tells every one."""
    for name in (*TRAINING, "linear1"):
        student.of(name)  # raises NotStarted, with its name
    three, seven, valid3, valid7 = stacks(student)
    data = [student.make_dataset(three, seven), student.make_dataset(valid3, valid7)]
    last = []
    for seed in SEEDS:
        got = student.of("simple_net").run(train, data, hidden, lr, epochs, seed)
        curve = got["accuracies"]
        last.append(curve[-1])
        shown = " ".join(f"{curve[at]:.3f}" for at in range(0, epochs, max(1, epochs // 5)))
        tell(
            "tell", f"seed {seed}, every {max(1, epochs // 5)} epochs: {shown}, end {last[-1]:.4f}"
        )
    tell("tell", f"{got['parameters']:,} parameters, batches of 64, rate {lr:g}, {epochs} epochs")
    mean = fmean(last)
    tell("tell", f"mean of {len(SEEDS)} seeds: {mean:.4f}")
    return mean


@milestone()
def test_baseline(student, record_property):
    """the nearer mean digit is right for at least 0.90 of the validation images"""
    three, seven, valid3, valid7 = stacks(student)
    mean3, mean7 = student.mean_image(three), student.mean_image(seven)

    calls = [student.classify_by_similarity(valid, mean3, mean7) for valid in (valid3, valid7)]
    accuracy = float(student.of("classify_by_similarity").call("balanced_accuracy", *calls))

    shares = [float(called.double().mean()) for called in calls]
    record_property("tell", f"{len(valid3)} threes, called three: {shares[0]:.4f}")
    record_property("tell", f"{len(valid7)} sevens, called seven: {1 - shares[1]:.4f}")
    record_property("tell", f"balanced accuracy: {accuracy:.4f}")
    assert accuracy >= 0.90, f"the balanced accuracy is {accuracy:.4f}"


@milestone(deadline=120.0)
def test_linear(student, record_property):
    """a linear model is right for at least 0.93 of the validation images"""
    accuracy = trained(student, 0, 1.0, 20, record_property)

    record_property("tell", "the baseline: 0.925")
    assert accuracy >= 0.93, f"the accuracy is {accuracy:.4f}"


@milestone(deadline=120.0)
def test_net(student, record_property):
    """a net with 30 hidden units is right for at least 0.95 of the validation images"""
    accuracy = trained(student, 30, 0.1, 40, record_property)

    record_property("tell", "the baseline: 0.925; a linear model: about 0.944")
    assert accuracy >= 0.95, f"the accuracy is {accuracy:.4f}"
