"""every letter is drawn from the row of the mark

Only the first letter follows the mark. After it, the row is that of the symbol drawn last.
"""

import torch
from exercises.makemore1.letters import ITOS


def sample_names(P, n, *, generator, max_len=50):
    names = []
    for _ in range(n):
        ix, letters = 0, []
        while len(letters) < max_len:
            ix = int(torch.multinomial(P[0], 1, generator=generator))
            if ix == 0:
                break
            letters.append(ITOS[ix])
        names.append("".join(letters))
    return names
