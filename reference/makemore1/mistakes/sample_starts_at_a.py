"""the first letter is drawn from the row of a

A name begins after the mark ".", which has number 0; number 1 is the letter a.
"""

import torch
from exercises.makemore1.letters import ITOS


def sample_names(P, n, *, generator, max_len=50):
    names = []
    for _ in range(n):
        ix, letters = 1, []
        while len(letters) < max_len:
            ix = int(torch.multinomial(P[ix], 1, generator=generator))
            if ix == 0:
                break
            letters.append(ITOS[ix])
        names.append("".join(letters))
    return names
