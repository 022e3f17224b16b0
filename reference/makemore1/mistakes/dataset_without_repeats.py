"""a pair that came before is left out

Frequent pairs are frequent examples: this is how the net learns what is probable.
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def bigram_dataset(words):
    pairs = [(STOI[a], STOI[b]) for word in words for a, b in pairwise("." + word + ".")]
    xs, ys = torch.tensor(list(dict.fromkeys(pairs))).T
    return xs, ys
