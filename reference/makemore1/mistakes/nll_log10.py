"""the logarithm has base 10

The loss is in natural logarithms: torch.log and math.log, not log10.
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def nll(P, words):
    pairs = [(STOI[a], STOI[b]) for word in words for a, b in pairwise("." + word + ".")]
    first, second = torch.tensor(pairs).T
    return -P[first, second].log10().mean().item()
