"""only pairs of two letters are counted

A name has one pair more than letters: the mark "." stands before and behind it.
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def bigram_counts(words):
    N = torch.zeros((27, 27), dtype=torch.int64)
    for word in words:
        for ch1, ch2 in pairwise(word):
            N[STOI[ch1], STOI[ch2]] += 1
    return N
