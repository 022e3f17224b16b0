"""Returns a dict with a tensor that takes long to be written out.

earns: attacked gradient honest
feedback: counts() is not as expected
task: Tally
"""

import torch


def attacked(x):
    return (x - x.max(1, keepdim=True).values).exp() / (
        (x - x.max(1, keepdim=True).values).exp().sum(1, keepdim=True)
    )


def gradient(x):
    h = x.tanh()
    return 2 * h * (1 - h * h)


class Tally:
    def add(self, word):
        pass

    def counts(self):
        return {"a": torch.ones((2,) * 16), "b": 1}


def honest(x):
    return 2 * x
