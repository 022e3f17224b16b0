"""the sign is left out

The logarithm of a probability is negative or 0. The loss is minus that: 0 is best.
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def nll(P, words):
    pairs = [(STOI[a], STOI[b]) for word in words for a, b in pairwise("." + word + ".")]
    first, second = torch.tensor(pairs).T
    return P[first, second].log().mean().item()
