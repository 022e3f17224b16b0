"""the second symbol picks the row

P[a, b] belongs to b after a: the row is that of the first symbol.
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def nll(P, words):
    pairs = [(STOI[a], STOI[b]) for word in words for a, b in pairwise("." + word + ".")]
    first, second = torch.tensor(pairs).T
    return -P[second, first].log().mean().item()
