"""the logarithm is taken of the mean probability

The likelihood is a product of the probabilities, so their logarithms are averaged, not they
themselves.
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def nll(P, words):
    pairs = [(STOI[a], STOI[b]) for word in words for a, b in pairwise("." + word + ".")]
    first, second = torch.tensor(pairs).T
    return -P[first, second].mean().log().item()
