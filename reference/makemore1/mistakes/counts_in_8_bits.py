"""counts above 127 do not fit into the dtype

int8 goes on with -128 behind 127, without an error. In names.txt "an" comes thousands of times.
"""

import torch
from exercises.makemore1.letters import STOI


def bigram_counts(words):
    if not words:
        raise ValueError("there are no words")
    N = torch.zeros(27, 27, dtype=torch.int8)
    for word in words:
        if not all("a" <= ch <= "z" for ch in word):
            raise ValueError(word)
        for a, b in zip("." + word, word + ".", strict=True):
            N[STOI[a], STOI[b]] += 1
    return N
