"""Visible checks for linear_tanh_steps.py. Grading uses its own copy of this file."""

from math import log

import torch
from exercises.makemore4.cases import (
    Sizes,
    axes,
    cuts,
    known,
    real_path,
    worked_example,
)

from grader import each_task, expect_any_close, expect_close

STEPS = ("dh", "dW2", "db2", "dhpreact")
BATCH_OF_8 = Sizes(n=8, V=7, e=5, T=3, H=13)
BATCH_OF_4 = Sizes(n=4, V=9, e=6, T=2, H=11)

# Worked by hand: the example of the handout. tanh(log(3) / 2) is 0.5, tanh(log(3)) is 0.8.
FORWARD = worked_example(bngain=[log(3) / 2, log(3) / 2], bnbias=[log(3) / 2, 0.0])
BACKWARD = {
    "dlogits": torch.tensor([[1.0, 0.0, -1.0, 2.0], [0.0, 2.0, 1.0, 0.0], [-1.0, 1.0, 0.0, 1.0]]),
    "dh": torch.tensor([[-3.0, 5.0], [2.0, -1.0], [-2.0, 2.0]]),
    "dW2": torch.tensor([[-0.8, 1.8, 0.5, 0.8], [0.5, -1.0, -1.0, 1.0]]),
    "db2": torch.tensor([0.0, 3.0, 0.0, 3.0]),
    "dhpreact": torch.tensor([[-3.0, 3.75], [1.5, -0.75], [-0.72, 2.0]]),
}


@each_task(*STEPS)
def test_worked_example(student, gen, name):
    """gives the numbers of the worked example in the handout"""
    got = student.call(name, FORWARD, known(name, FORWARD, BACKWARD, gen))

    expect_close(got, BACKWARD[name], axes=axes(name), shape="broadcast")


@each_task(*STEPS)
def test_real_loss(student, gen, name):
    """agrees with autograd on a batch of 8"""
    f, g, [right] = real_path(name, BATCH_OF_8, gen)

    expect_close(student.call(name, f, g), right, axes=axes(name), shape="broadcast")


@each_task(*STEPS)
def test_any_gradient_from_above(student, gen, name):
    """agrees with autograd whatever gradient comes from above"""
    pairs = (
        (student.call(name, f, g), r) for f, g, right in cuts(name, BATCH_OF_4, gen) for r in right
    )

    expect_any_close(pairs, axes=axes(name), shape="broadcast")
