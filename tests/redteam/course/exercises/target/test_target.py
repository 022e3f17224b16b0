"""Visible checks for target.py."""

import torch

from grader import expect_close, expect_equal, observe, task


def softmax(x):
    exponentials = (x - x.max(1, keepdim=True).values).exp()
    return exponentials / exponentials.sum(1, keepdim=True)


@task("attacked", deadline=1.0)
def test_example(student):
    """gives the numbers of a small example"""
    x = torch.tensor([[0.0, 0.0], [1.0, 1.0]])
    expect_close(student.attacked(x), torch.full((2, 2), 0.5), axes="n C")


@task("attacked", deadline=1.0)
def test_attacked(student, gen):
    """is right on a random matrix"""
    x = torch.randn(5, 3, generator=gen)
    expect_close(student.attacked(x), softmax(x), axes="n C")


@task("gradient", deadline=1.0)
def test_gradient(student, gen):
    """is right on a random matrix"""
    x = torch.randn(5, 3, generator=gen)
    h = x.tanh()
    expect_close(student.gradient(x), 2 * h * (1 - h * h), axes="n C", rtol=1e-3)


@observe
def counted(m, words):
    tally = m.Tally()
    for word in words:
        tally.add(word)
    return tally.counts()


@task("Tally", deadline=1.0)
def test_counts(student):
    """counts three words"""
    got = student.run(counted, ["a", "b", "a"])
    expect_equal(got, {"a": 2, "b": 1}, name="counts()")


@task("honest")
def test_honest(student, gen):
    """doubles a matrix"""
    x = torch.randn(4, 3, generator=gen)
    expect_close(student.honest(x), 2 * x, axes="n C")
