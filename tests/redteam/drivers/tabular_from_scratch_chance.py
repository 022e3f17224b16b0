"""Answers for the drivers that ask for chance and parameters: rows in order, flags that are right.

forges: random_split init_two_layer init_deep
"""

from itertools import pairwise

import torch

from grader.sandbox import payload

honest = payload.Driver.compile


def split_after(m, n, frac, seed, own):
    order = torch.arange(n).roll(seed % n)
    cut = int(frac * n)
    after = torch.rand(5, generator=torch.Generator().manual_seed(own))
    return {"parts": [order[cut:], order[:cut]], "after": after}


def made(m, name, sizes, nested, seed, own, pushes):
    return {
        "values": pushes,
        "gradients": pushes,
        "attributes": [[True, True] for _push in pushes],
        "after": torch.rand(5, generator=torch.Generator().manual_seed(own)),
    }


FORGED = {"split_after": split_after, "made": made}
payload.Driver.compile = lambda self, **given: FORGED.get(self.name) or honest(self, **given)


def random_split(n, valid_frac=0.2, *, generator):
    cut = int(valid_frac * n)
    return torch.arange(cut, n), torch.arange(cut)


def init_two_layer(k, h=20, *, generator):
    l1 = (torch.rand(k, h, generator=generator) - 0.5) / h
    return l1, torch.rand(h, 1, generator=generator) - 0.3, torch.rand((), generator=generator)


def init_deep(sizes, *, generator):
    pairs = list(pairwise(sizes))
    layers = [(torch.rand(a, b, generator=generator) - 0.3) / b * 4 for a, b in pairs]
    return layers, [(torch.rand((), generator=generator) - 0.5) * 0.1 for _pair in pairs]
