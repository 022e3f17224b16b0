"""every symbol is as probable as every other one

That is the untrained model of the lecture. The weights of the draw are a row of P.
"""

import torch
from exercises.makemore1.letters import ITOS


def sample_names(P, n, *, generator, max_len=50):
    names = []
    for _ in range(n):
        ix, letters = 0, []
        while len(letters) < max_len:
            ix = int(torch.multinomial(torch.ones(27) / 27, 1, generator=generator))
            if ix == 0:
                break
            letters.append(ITOS[ix])
        names.append("".join(letters))
    return names
