"""Visible checks for cross_entropy_steps.py. Grading uses its own copy of this file."""

import torch
from exercises.makemore4.cases import Sizes, axes, cuts, real_path

from grader import Values, each_task, expect_any_close, expect_close

BATCH_OF_8 = Sizes(n=8, V=7, e=5, T=3, H=13)
BATCH_OF_4 = Sizes(n=4, V=9, e=6, T=2, H=11)

# Every step but dlogit_maxes, which is 0 up to rounding with the gradients of a real loss.
ON_THE_REAL_PATH = (
    "dlogprobs",
    "dprobs",
    "dcounts_sum_inv",
    "dcounts_sum",
    "dcounts",
    "dnorm_logits",
    "dlogits",
)

# Two rows of three letters, worked by hand: the table of the handout.
COUNTS = torch.tensor([[0.5, 1.0, 0.5], [1.0, 0.125, 0.125]])
COUNTS_SUM = torch.tensor([[2.0], [1.25]])
PROBS = torch.tensor([[0.25, 0.5, 0.25], [0.8, 0.1, 0.1]])
LOGIT_MAXES = torch.tensor([[2.0], [-1.0]])
FORWARD = Values(
    Y=torch.tensor([0, 1]),
    logits=COUNTS.log() + LOGIT_MAXES,
    logit_maxes=LOGIT_MAXES,
    norm_logits=COUNTS.log(),
    counts=COUNTS,
    counts_sum=COUNTS_SUM,
    counts_sum_inv=1 / COUNTS_SUM,
    probs=PROBS,
    logprobs=PROBS.log(),
    loss=torch.tensor(1.84444),
)
BACKWARD = {
    "dlogprobs": torch.tensor([[-0.5, 0.0, 0.0], [0.0, -0.5, 0.0]]),
    "dprobs": torch.tensor([[-2.0, 0.0, 0.0], [0.0, -5.0, 0.0]]),
    "dcounts_sum_inv": torch.tensor([[-1.0], [-0.625]]),
    "dcounts_sum": torch.tensor([[0.25], [0.4]]),
    "dcounts": torch.tensor([[-0.75, 0.25, 0.25], [0.4, -3.6, 0.4]]),
    "dnorm_logits": torch.tensor([[-0.375, 0.25, 0.125], [0.4, -0.45, 0.05]]),
    "dlogit_maxes": torch.tensor([[0.0], [0.0]]),
    "dlogits": torch.tensor([[-0.375, 0.25, 0.125], [0.4, -0.45, 0.05]]),
}


@each_task(*ON_THE_REAL_PATH)
def test_worked_example(student, name):
    """gives the numbers of the worked example in the handout"""
    before = list(BACKWARD)[: list(BACKWARD).index(name)]
    g = Values(**{step.removeprefix("d"): BACKWARD[step] for step in before})

    got = student.call(name, FORWARD, g)

    expect_close(got, BACKWARD[name], axes=axes(name), shape="broadcast")


@each_task("dlogit_maxes", "dlogits")
def test_worked_example_from_any_gradient(student, gen, name):
    """gives the numbers worked by hand for other gradients from above"""
    # counts gets the gradient [[2, 3, -4], [2, 8, 16]]; what is nearer the loss fits nothing.
    g = Values(
        logprobs=torch.randn(2, 3, generator=gen),
        probs=torch.randn(2, 3, generator=gen),
        counts_sum_inv=torch.randn(2, 1, generator=gen),
        counts_sum=torch.randn(2, 1, generator=gen),
        counts=torch.tensor([[2.0, 3.0, -4.0], [2.0, 8.0, 16.0]]),
        norm_logits=torch.tensor([[1.0, 3.0, -2.0], [2.0, 1.0, 2.0]]),
    )
    by_hand = {
        "dlogit_maxes": torch.tensor([[-2.0], [-5.0]]),
        "dlogits": torch.tensor([[1.0, 1.0, -2.0], [-3.0, 1.0, 2.0]]),
    }
    right = [by_hand[name]]
    if name == "dlogits":
        g.logit_maxes = by_hand["dlogit_maxes"]
        right.append(BACKWARD["dlogits"])  # found from f alone

    got = student.call(name, FORWARD, g)

    expect_any_close([(got, r) for r in right], axes=axes(name), shape="broadcast")


@each_task(*ON_THE_REAL_PATH)
def test_real_loss(student, gen, name):
    """agrees with autograd on a batch of 8"""
    f, g, [right] = real_path(name, BATCH_OF_8, gen)

    expect_close(student.call(name, f, g), right, axes=axes(name), shape="broadcast")


@each_task("dlogit_maxes", *ON_THE_REAL_PATH[1:])  # dlogits is given what dlogit_maxes returns
def test_any_gradient_from_above(student, gen, name):
    """agrees with autograd whatever gradient comes from above"""
    pairs = (
        (student.call(name, f, g), r) for f, g, right in cuts(name, BATCH_OF_4, gen) for r in right
    )

    expect_any_close(pairs, axes=axes(name), shape="broadcast")
