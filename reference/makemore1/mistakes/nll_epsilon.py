"""a small number is added to the probabilities

A small number under the logarithm hides that the model called a name impossible. The loss
of such a name is inf; smoothing is what helps, in the model itself.
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def nll(P, words):
    pairs = [(STOI[a], STOI[b]) for word in words for a, b in pairwise("." + word + ".")]
    first, second = torch.tensor(pairs).T
    return -(P[first, second] + 1e-6).log().mean().item()
