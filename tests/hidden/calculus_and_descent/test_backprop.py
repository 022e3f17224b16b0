"""Hidden checks for backprop.py."""

import pytest
import torch
from exercises.calculus_and_descent.net_cases import (
    expect_layer_gradients,
    expect_slopes,
    layer,
    neuron_slopes,
)

from grader import task


@task("chain_neuron_grads", category="other sizes")
def test_neuron_of_others(student, rng):
    """agrees with autograd for four other neurons"""
    for sign in (1, -1, 1, -1):
        a_prev, w = rng.uniform(0.3, 1.6), sign * rng.uniform(0.3, 1.2)
        b, y = rng.uniform(-0.3, 0.3), rng.choice((0.0, 1.0))

        expect_slopes(student.chain_neuron_grads(a_prev, w, b, y), neuron_slopes(a_prev, w, b, y))


@task(
    "chain_neuron_grads",
    category="edge values",
    tolerance_reason="the slopes are next to 0, and so are zeros",
)
def test_neuron_of_large_sums(student):
    """is finite for z of 50 and -50 by the bias, and right for an input of 0"""
    for b, y in ((50.0, 1.0), (-50.0, 0.5), (50.0, 0.0)):
        got = student.chain_neuron_grads(0.5, 2.0, b - 1, y)

        expect_slopes(got, neuron_slopes(0.5, 2.0, b - 1, y), scale=1.0)
    got = student.chain_neuron_grads(0.0, 1.5, 0.3, 1.0)
    expect_slopes(got, neuron_slopes(0.0, 1.5, 0.3, 1.0))


@task("dense_sigmoid_mse_grads", category="other sizes")
@pytest.mark.parametrize("sizes", [(1, 1, 1), (7, 5, 2), (3, 6, 1), (2, 1, 4)])
def test_layer_of_other_sizes(student, gen, sizes):
    """agrees with autograd for other sizes, in float32"""
    given = layer(gen, *sizes)

    expect_layer_gradients(student.dense_sigmoid_mse_grads(*given), *given)


@task("dense_sigmoid_mse_grads", category="memory layout")
def test_layer_of_another_layout(student, gen):
    """works on tables that are not contiguous in memory, in float64"""
    x, W, b, Y = layer(gen, 4, 3, 5, torch.float64)
    given = x.T.contiguous().T, W.T.contiguous().T, b, Y.T.contiguous().T

    expect_layer_gradients(student.dense_sigmoid_mse_grads(*given), *given)
