"""the closing mark is part of the names

The lecture prints the "." with the name. Here a name holds letters only: look at the symbol
before it is added.
"""

import torch
from exercises.makemore1.letters import ITOS


def sample_names(P, n, *, generator, max_len=50):
    names = []
    for _ in range(n):
        ix, letters = 0, []
        while len(letters) < max_len:
            ix = int(torch.multinomial(P[ix], 1, generator=generator))
            letters.append(ITOS[ix])
            if ix == 0:
                break
        names.append("".join(letters))
    return names
