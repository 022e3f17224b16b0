"""Visible checks for batchnorm_embedding_steps.py. Grading uses its own copy of this file."""

from itertools import chain

import torch
from exercises.makemore4.cases import (
    Sizes,
    axes,
    cuts,
    known,
    real_path,
    scale,
    worked_example,
)

from grader import each_task, expect_any_close, expect_close

# Every step but db1, which is 0 up to rounding with the gradients of a real loss.
ON_THE_REAL_PATH = (
    "dbngain",
    "dbnbias",
    "dbnraw",
    "dbnvar_inv",
    "dbnvar",
    "dbndiff2",
    "dbndiff",
    "dbnmeani",
    "dhprebn",
    "dembcat",
    "dW1",
    "demb",
    "dC",
)
BATCH_OF_8 = Sizes(n=8, V=7, e=5, T=3, H=13)
BATCH_OF_4 = Sizes(n=4, V=9, e=6, T=2, H=11)

# Worked by hand: the example of the handout.
FORWARD = worked_example(bngain=[0.4, -0.1], bnbias=[0.1, -0.2])
BACKWARD = {
    "dhpreact": torch.tensor([[10.0, 40.0], [0.0, -20.0], [20.0, 40.0]]),
    "dbngain": torch.tensor([[10.0, 60.0]]),
    "dbnbias": torch.tensor([[30.0, 60.0]]),
    "dbnraw": torch.tensor([[4.0, -4.0], [0.0, 2.0], [8.0, -4.0]]),
    "dbnvar_inv": torch.tensor([[40.0, -24.0]]),
    "dbnvar": torch.tensor([[-0.02, 0.1875]]),
    "dbndiff2": torch.tensor([[-0.01, 0.09375]] * 3),
    "dbndiff": torch.tensor([[0.6, -0.25], [0.0, -0.25], [0.6, -1.0]]),
    "dbnmeani": torch.tensor([[-1.2, 1.5]]),
    "dhprebn": torch.tensor([[0.2, 0.25], [-0.4, 0.25], [0.2, -0.5]]),
    "dembcat": torch.tensor([[2.0, 1.0], [-4.0, 1.0], [2.0, -2.0]]),
    "dW1": torch.tensor([[0.0, -0.75], [0.6, 0.0]]),
    "db1": torch.tensor([0.0, 0.0]),
    "demb": torch.tensor([[[2.0], [1.0]], [[-4.0], [1.0]], [[2.0], [-2.0]]]),
    "dC": torch.tensor([[3.0], [-6.0], [3.0], [0.0]]),
}
BACKWARD["dh"] = BACKWARD["dhpreact"] / (1 - FORWARD.h**2)  # for those who begin there


@each_task(*ON_THE_REAL_PATH)
def test_worked_example(student, gen, name):
    """gives the numbers of the worked example in the handout"""
    g = known(name, FORWARD, BACKWARD, gen)

    got = student.call(name, FORWARD, g)

    # The 1e-5 beside the variances of 100 and 16 was left out by hand.
    expect_close(got, BACKWARD[name], axes=axes(name), shape="broadcast", index=FORWARD.X)


@each_task(*ON_THE_REAL_PATH)
def test_real_loss(student, gen, name):
    """agrees with autograd on a batch of 8"""
    case = real_path(name, BATCH_OF_8, gen)
    f, g, [right] = case

    expect_close(
        student.call(name, f, g),
        right,
        axes=axes(name),
        scale=scale(name, case),
        shape="broadcast",
        index=f.X,
    )


@each_task(*ON_THE_REAL_PATH, "db1")
def test_any_gradient_from_above(student, gen, name):
    """agrees with autograd whatever gradient comes from above"""
    cases = cuts(name, BATCH_OF_4, gen)
    first = next(cases)

    expect_any_close(
        ((student.call(name, f, g), r) for f, g, right in chain([first], cases) for r in right),
        axes=axes(name),
        scale=scale(name, first),
        shape="broadcast",
        index=first.f.X,
    )
