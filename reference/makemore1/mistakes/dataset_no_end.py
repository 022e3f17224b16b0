"""the mark is not among the right answers

The net has to learn where names end as well: input the last letter, right answer ".".
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def bigram_dataset(words):
    pairs = [(STOI[a], STOI[b]) for word in words for a, b in pairwise("." + word)]
    xs, ys = torch.tensor(pairs).T
    return xs, ys
