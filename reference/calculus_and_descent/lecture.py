"""What the notebook and the videos themselves write, with the stubs' names and signatures."""

from functools import partial

import numpy as np
import torch


def quad(a, b, c, x):
    return a * x**2 + b * x + c


def make_quad(a, b, c):
    return partial(quad, a, b, c)


def mae(preds, acts):
    return (torch.abs(preds - acts)).mean()


def mse(preds, acts):
    return ((preds - acts) ** 2).mean()


def gradient_descent(grad_fn, start, lr, steps):
    abc = start.clone()
    history = [abc.clone()]
    for _i in range(steps):
        grad = grad_fn(abc)
        abc -= grad * lr
        history.append(abc.clone())
    return abc, torch.stack(history)


def rectified_linear(m, b, x):
    y = m * x + b
    return torch.clip(y, 0.0)


def relu(x):
    return torch.from_numpy(np.array(np.clip(x.numpy(), 0.0, None)))


def chain_neuron_grads(a_prev, w, b, y):
    def sigmoid(z):
        return 1.0 / (1.0 + np.exp(-z))

    z = w * a_prev + b
    a = sigmoid(z)
    dC_da = 2 * (a - y)
    da_dz = sigmoid(z) * (1 - sigmoid(z))
    return dict(dw=a_prev * da_dz * dC_da, db=da_dz * dC_da, da_prev=w * da_dz * dC_da)
