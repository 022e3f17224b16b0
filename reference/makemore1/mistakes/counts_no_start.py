"""the first letters have no pair with the mark before them

Half of what the model knows is how names begin: the pair of "." and the first letter
counts like any other.
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def bigram_counts(words):
    N = torch.zeros((27, 27), dtype=torch.int64)
    for word in words:
        for ch1, ch2 in pairwise(word + "."):
            N[STOI[ch1], STOI[ch2]] += 1
    return N
