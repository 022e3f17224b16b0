"""the next symbol is drawn from a column of P

P[a, b] is the probability of b after a. What may follow symbol a stands in row a.
"""

import torch
from exercises.makemore1.letters import ITOS


def sample_names(P, n, *, generator, max_len=50):
    names = []
    for _ in range(n):
        ix, letters = 0, []
        while len(letters) < max_len:
            ix = int(torch.multinomial(P[:, ix], 1, generator=generator))
            if ix == 0:
                break
            letters.append(ITOS[ix])
        names.append("".join(letters))
    return names
