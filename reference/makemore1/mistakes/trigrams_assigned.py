"""a trigram that comes again is set to 1 again

The table counts: every time a trigram comes by, its place grows by 1.
"""

import torch
from exercises.makemore1.letters import STOI


def trigram_counts(words):
    N3 = torch.zeros((27, 27, 27), dtype=torch.int64)
    for word in words:
        symbols = ".." + word + "."
        for a, b, c in zip(symbols, symbols[1:], symbols[2:], strict=False):
            N3[STOI[a], STOI[b], STOI[c]] = 1
    return N3
