"""all words are read as one long word

Joined without a mark between them, the end of one name and the start of the next make a
pair that is in no name. Each word has its own marks.
"""

from itertools import pairwise

import torch
from exercises.makemore1.letters import STOI


def bigram_counts(words):
    N = torch.zeros((27, 27), dtype=torch.int64)
    for ch1, ch2 in pairwise("." + "".join(words) + "."):
        N[STOI[ch1], STOI[ch2]] += 1
    return N
