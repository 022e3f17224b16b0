"""inputs and right answers are swapped

The first symbol of a pair goes in, the second one is the right answer: (xs, ys).
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def bigram_dataset(words):
    pairs = [(STOI[a], STOI[b]) for word in words for a, b in pairwise("." + word + ".")]
    ys, xs = torch.tensor(pairs).T
    return xs, ys
