"""the first letters are not judged

The pair of "." and the first letter is a prediction too.
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def nll(P, words):
    pairs = [(STOI[a], STOI[b]) for word in words for a, b in pairwise(word + ".")]
    first, second = torch.tensor(pairs).T
    return -P[first, second].log().mean().item()
