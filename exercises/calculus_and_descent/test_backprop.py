"""Visible checks for backprop.py. Grading uses its own copy of this file."""

import torch
from exercises.calculus_and_descent.cases import with_arguments
from exercises.calculus_and_descent.net_cases import (
    expect_layer_gradients,
    expect_slopes,
    layer,
    neuron_slopes,
)

from grader import expect_close, task


@task("chain_neuron_grads")
def test_neuron_by_hand(student):
    """gives -0.106108, -0.132635, -0.198952 at (0.8, 1.5, -0.4, 1)"""
    # z = 0.8, a = 0.6899745, a (1 - a) = 0.2139097, 2 (a - y) = -0.620051.
    got = student.chain_neuron_grads(0.8, 1.5, -0.4, 1.0)

    # To more digits than in the title.
    expect_slopes(got, {"dw": -0.10610794, "db": -0.13263493, "da_prev": -0.19895239})


@task("chain_neuron_grads")
def test_neuron_as_autograd(student, rng):
    """agrees with autograd for numbers of either sign, and where a_prev is 0"""
    for sign in (1, -1):
        a_prev, w = rng.uniform(0.2, 1.5), sign * rng.uniform(0.5, 1.2)
        b, y = sign * rng.uniform(0, 0.2), rng.uniform(0, 0.3) if sign > 0 else rng.uniform(0.7, 1)

        got = student.chain_neuron_grads(a_prev, w, b, y)

        expect_slopes(got, neuron_slopes(a_prev, w, b, y))
    expect_slopes(student.chain_neuron_grads(0.0, w, b, y), neuron_slopes(0.0, w, b, y))


@task("chain_neuron_grads", tolerance_reason="the slopes are next to 0, and so are zeros")
def test_neuron_far_out(student):
    """is finite and next to 0 for z of 50 and -50, and 0 where a is y"""
    for w, y in ((50.0, 0.0), (-50.0, 1.0)):
        got = student.chain_neuron_grads(1.0, w, 0.0, y)

        expect_slopes(got, neuron_slopes(1.0, w, 0.0, y), scale=1.0)
    got = student.chain_neuron_grads(2.0, 1.0, -2.0, 0.5)
    expect_slopes(got, {"dw": 0.0, "db": 0.0, "da_prev": 0.0}, scale=1.0)


@task("dense_sigmoid_mse_grads")
def test_layer_float64(student, gen):
    """agrees with autograd for 6 examples, 4 inputs and 3 outputs in float64"""
    given = layer(gen, 6, 4, 3, torch.float64)

    expect_layer_gradients(student.dense_sigmoid_mse_grads(*given), *given)


@task("dense_sigmoid_mse_grads")
def test_layer_square(student, gen):
    """agrees with autograd where n, i and o are all 5, in float32"""
    given = layer(gen, 5, 5, 5)

    expect_layer_gradients(student.dense_sigmoid_mse_grads(*given), *given, first=2)


@task("dense_sigmoid_mse_grads")
def test_layer_of_one(student, gen):
    """agrees with autograd for one example, and for one output"""
    for n, i, o in ((1, 3, 2), (4, 2, 1)):
        given = layer(gen, n, i, o)

        expect_layer_gradients(student.dense_sigmoid_mse_grads(*given), *given, first=1)


@task("dense_sigmoid_mse_grads")
def test_layer_leaves_arguments(student, gen):
    """leaves x, W, b and Y as they are"""
    given = layer(gen, 3, 2, 4)

    got = student.run(with_arguments, "dense_sigmoid_mse_grads", list(given))

    expect_layer_gradients(got["result"], *given)
    for what, before, after in zip("xWbY", given, got["tensors"], strict=True):
        expect_close(after, before, name=f"{what} after the call")
