"""each word's mean is taken first, then the mean over the words

A mean of means gives a short name as much weight as a long one. Every pair counts the same.
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def nll(P, words):
    means = []
    for word in words:
        places = torch.tensor([(STOI[a], STOI[b]) for a, b in pairwise("." + word + ".")]).T
        means.append(-P[places[0], places[1]].log().mean().item())
    return sum(means) / len(means)
