"""The same with what else the standard library and the other files of the topic offer.

It is put together from what the standard library and the topic's other files have ready. The
solution above uses less of them and spells more of the steps out.
"""

# ruff: noqa: B905, F821 - names that are not defined here are those of the solution files

import math
from operator import mul


def gradf(a, b, c):
    """The formulas are the same, with powers as math.pow. The solution above uses the operator **,
    which reads like the formula on paper.
    """
    return [
        -3.0 * math.pow(a, 2) - math.pow(a, -0.5) / 2,
        math.cos(b * 3) * 3 + 2.5 * math.pow(b, 1.5),
        math.pow(c, -2),
    ]


def grad_forward(f, args, h):
    base = f(*args)
    return [
        (f(*(x + h * (i == j) for j, x in enumerate(args))) - base) / h for i in range(len(args))
    ]


def grad_symmetric(f, args, h):
    def moved(i, by):
        return f(*(x + by * (i == j) for j, x in enumerate(args)))

    return [(moved(i, h) - moved(i, -h)) / (h + h) for i in range(len(args))]


def grad_check(f, inputs, h=1e-6, tol=1e-5):
    from exercises.micrograd.derivatives import grad_symmetric

    leaves = [Value(x) for x in inputs]
    f(*leaves).backward()
    slopes = grad_symmetric(lambda *xs: f(*map(Value, xs)).data, inputs, h)
    pairs = zip(leaves, slopes)
    return all(abs(v.grad - s) <= tol * max(1, abs(s)) for v, s in pairs)


class Neuron(Module):
    def __init__(self, nin, nonlin="tanh", rng=None):
        generator = rng if rng is not None else random.Random()
        self.weights = tuple(Value(2 * generator.random() - 1) for _ in range(nin))
        self.bias = Value(2 * generator.random() - 1)
        self.nonlin = nonlin

    def __call__(self, x):
        if len(x) != len(self.weights):
            raise ValueError("inputs and weights differ in number")
        act = self.bias + sum(map(mul, self.weights, x))
        match self.nonlin:
            case "tanh":
                return act.tanh()
            case "relu":
                return act.relu()
        return act

    def parameters(self):
        return [*self.weights, self.bias]


def softmax(logits):
    biggest = max(logits, key=lambda v: v.data)
    exps = [(v - biggest.data).exp() for v in logits]
    return [e / sum(exps) for e in exps]


def nll(probs, label):
    return (1 / probs[label]).log()


def mse(ypred, y):
    return sum((a - b) ** 2 for a, b in zip(ypred, y)) / float(len(y))


def hinge(scores, y):
    return sum(((-yi) * s + 1).relu() for s, yi in zip(scores, y)) * (1.0 / len(scores))
