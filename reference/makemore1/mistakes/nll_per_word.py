"""the sum over the pairs is divided by the number of words

Each pair is one prediction, and the mean is over predictions. A long name has more of them.
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def nll(P, words):
    pairs = [(STOI[a], STOI[b]) for word in words for a, b in pairwise("." + word + ".")]
    first, second = torch.tensor(pairs).T
    return -P[first, second].log().sum().item() / len(words)
