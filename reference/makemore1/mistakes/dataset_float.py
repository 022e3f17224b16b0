"""the numbers are floating-point numbers

torch.Tensor makes float32 of everything; torch.tensor keeps whole numbers whole, and only
those can be used as an index.
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def bigram_dataset(words):
    pairs = [(STOI[a], STOI[b]) for word in words for a, b in pairwise("." + word + ".")]
    xs, ys = torch.Tensor(pairs).T
    return xs, ys
