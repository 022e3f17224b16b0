"""the logarithm has base 2

With base 2 the loss is in bits. Here it is in natural logarithms: torch.log and math.log.
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def nll(P, words):
    pairs = [(STOI[a], STOI[b]) for word in words for a, b in pairwise("." + word + ".")]
    first, second = torch.tensor(pairs).T
    return -P[first, second].log2().mean().item()
