"""the second symbol picks the row, the first one the column

N[a, b] counts b after a: the row belongs to the symbol that comes first.
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def bigram_counts(words):
    N = torch.zeros((27, 27), dtype=torch.int64)
    for word in words:
        for ch1, ch2 in pairwise("." + word + "."):
            N[STOI[ch2], STOI[ch1]] += 1
    return N
