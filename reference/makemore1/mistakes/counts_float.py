"""the counts are floating-point numbers

torch.zeros makes float32 unless it is told a dtype. Counts are whole numbers; they become
floats when they are normalised.
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def bigram_counts(words):
    N = torch.zeros(27, 27)
    for word in words:
        for ch1, ch2 in pairwise("." + word + "."):
            N[STOI[ch1], STOI[ch2]] += 1
    return N
