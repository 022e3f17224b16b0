"""the axes are in the order third, second, first

N3[a, b, c] counts c after a and b, in the order of the text.
"""

import torch
from exercises.makemore1.letters import STOI


def trigram_counts(words):
    N3 = torch.zeros((27, 27, 27), dtype=torch.int64)
    for word in words:
        symbols = ".." + word + "."
        for a, b, c in zip(symbols, symbols[1:], symbols[2:], strict=False):
            N3[STOI[c], STOI[b], STOI[a]] += 1
    return N3
