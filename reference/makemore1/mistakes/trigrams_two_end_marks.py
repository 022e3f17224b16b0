"""two marks stand behind a word

One "." ends a name; the second one would be a prediction that is always right.
"""

import torch
from exercises.makemore1.letters import STOI


def trigram_counts(words):
    N3 = torch.zeros((27, 27, 27), dtype=torch.int64)
    for word in words:
        symbols = ".." + word + ".."
        for a, b, c in zip(symbols, symbols[1:], symbols[2:], strict=False):
            N3[STOI[a], STOI[b], STOI[c]] += 1
    return N3
