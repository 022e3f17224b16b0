"""the sum over the pairs is taken, not the mean

The total grows with the number of names. The mean per pair lets lists of any length be
compared.
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def nll(P, words):
    pairs = [(STOI[a], STOI[b]) for word in words for a, b in pairwise("." + word + ".")]
    first, second = torch.tensor(pairs).T
    return -P[first, second].log().sum().item()
