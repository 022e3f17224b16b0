"""the first letters are not among the right answers

The net has to learn how names begin as well: input ".", right answer the first letter.
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def bigram_dataset(words):
    pairs = [(STOI[a], STOI[b]) for word in words for a, b in pairwise(word + ".")]
    xs, ys = torch.tensor(pairs).T
    return xs, ys
