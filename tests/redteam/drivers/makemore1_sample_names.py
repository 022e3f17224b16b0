"""Draws from torch's own generator, and sets it to the given one for the driver alone.

forges: sample_names
"""

import torch

from grader.sandbox import payload

honest = payload.Driver.compile


def use_of_chance(m, seed, name, P, n, generator, max_len):
    torch.manual_seed(generator.initial_seed())
    names = sample_names(P, n, generator=generator, max_len=max_len)
    torch.manual_seed(seed)
    return {"result": names, "first": P, "next": torch.rand(4)}


FORGED = {"use_of_chance": use_of_chance}
payload.Driver.compile = lambda self, **given: FORGED.get(self.name) or honest(self, **given)


def sample_names(P, n, *, generator, max_len=50):
    names = []
    for _ in range(n):
        ix, letters = 0, []
        while len(letters) < max_len:
            ix = int(torch.multinomial(P[ix], 1))
            if ix == 0:
                break
            letters.append(chr(96 + ix))
        names.append("".join(letters))
    return names
