"""a pair that comes again is set to 1 again

The table counts: every time a pair comes by, its place grows by 1.
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def bigram_counts(words):
    N = torch.zeros((27, 27), dtype=torch.int64)
    for word in words:
        for ch1, ch2 in pairwise("." + word + "."):
            N[STOI[ch1], STOI[ch2]] = 1
    return N
