"""the names come from a generator with a seed of its own

A seed written into the function gives the same names on every call. The one who calls
decides, by the generator that is passed.
"""

import torch
from exercises.makemore1.letters import ITOS


def sample_names(P, n, *, generator, max_len=50):
    generator = torch.Generator().manual_seed(2147483647)
    names = []
    for _ in range(n):
        ix, letters = 0, []
        while len(letters) < max_len:
            ix = int(torch.multinomial(P[ix], 1, generator=generator))
            if ix == 0:
                break
            letters.append(ITOS[ix])
        names.append("".join(letters))
    return names
