"""One function for every way in which an answer can go wrong, and a few right ones."""

import sys

import torch
import torch.nn.functional as F


def right(x):
    return x * 2


def nothing_returned(x):
    x * 2


def list_returned(x):
    return (x * 2).tolist()


def array_returned(x):
    return (x * 2).numpy()


def float_returned(x):
    return 1.5


def axes_swapped(x):
    return (x * 2).T


def axis_missing(x):
    return x.sum(1)


def not_summed(x):
    return x


def summed_away(x):
    return (x * 2).sum(0)


def other_shape(x):
    return torch.zeros(2, 2)


def other_dtype(x):
    return (x * 2).double()


def not_finite(x):
    return torch.log(-x * x)


def n_times(x):
    return x * 2 * x.shape[0]


def one_over_n(x):
    return x * 2 / x.shape[0]


def wrong_sign(x):
    return x * -2


def half(x):
    return x


def bessel(x):
    n = x.shape[0]
    return x * 2 * n / (n - 1)


def odd_factor(x):
    return x * 2.6


def thirty_two(x):
    return x * 2 * x.shape[0] / 32


def offset(x):
    return x * 2 + 0.25


def zeros(x):
    return torch.zeros_like(x)


def input_returned(x, other):
    return other


def overwritten(x, index):
    out = torch.zeros(4, x.shape[1])
    out[index] = x
    return out


def one_entry(x):
    out = x * 2
    out[1, 2] += 0.5
    return out


def few_entries(x):
    return x[:2, :2] * x[:2, :2]


def scalar(x):
    return x.sum()


def count(x):
    return 3


def raises(x):
    return x[99]


def raises_own(x):
    class Odd(Exception):
        pass

    raise Odd("::error::\x1b[31mred")


def no_grad_here(x):
    return x.grad * 2


def started_later(x):
    y = x * 2
    raise NotImplementedError("the rest")
    return y


def exits(x):
    sys.exit(0)


def unencodable(x):
    return object()


def too_large(x):
    return torch.zeros(1).expand(10**10)


def softmax(x):
    return x.softmax(1)


def log_softmax(x):
    return F.log_softmax(x, 1)


def cross_entropy(x):
    return F.cross_entropy(x, torch.zeros(x.shape[0], dtype=torch.long))


def autograd(x):
    x.requires_grad_()
    (x * x).sum().backward()
    return x.grad


def changes_input(x):
    x *= 2
    return x


def broadcasts(x):
    return x.sum(0)


def prints(x):
    print("shape of x:", tuple(x.shape))
    return x


def endless(x):
    while True:
        pass


class Counter:
    def __init__(self):
        self.n = 0

    def step(self):
        self.n += 2


class HalfWritten:
    def __init__(self, n):
        self.w = [1.0] * n

    def __call__(self, x):
        return sum(w * value for w, value in zip(self.w, x)) + b

    def parameters(self) -> list[float]:
        raise NotImplementedError("S-45 HalfWritten.parameters")
