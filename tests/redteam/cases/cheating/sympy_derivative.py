"""Has sympy differentiate.

earns: honest
feedback: sympy is not allowed in this file
task: gradient
"""

import torch


def gradient(x):
    import sympy

    t = sympy.Symbol("t")
    slope = sympy.lambdify(t, sympy.diff(sympy.tanh(t) ** 2, t))
    return torch.tensor([[slope(v) for v in row] for row in x.tolist()])


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
