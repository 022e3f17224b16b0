"""the ends of the names are not judged

That a name ends is a prediction too: the pair of the last letter and ".".
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def nll(P, words):
    pairs = [(STOI[a], STOI[b]) for word in words for a, b in pairwise("." + word)]
    first, second = torch.tensor(pairs).T
    return -P[first, second].log().mean().item()
