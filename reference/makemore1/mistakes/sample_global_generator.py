"""the draws come from torch's global generator

Without generator=... the names depend on whatever was drawn before in the program. The
given generator makes them repeatable.
"""

import torch
from exercises.makemore1.letters import ITOS


def sample_names(P, n, *, generator, max_len=50):
    names = []
    for _ in range(n):
        ix, letters = 0, []
        while len(letters) < max_len:
            ix = int(torch.multinomial(P[ix], 1))
            if ix == 0:
                break
            letters.append(ITOS[ix])
        names.append("".join(letters))
    return names
