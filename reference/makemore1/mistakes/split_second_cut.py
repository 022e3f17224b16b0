"""the second part has int(b * n) words

Rounding each part by itself moves the second cut. It stands at int((a + b) * n), so that all
that is left over is the last part.
"""

import torch


def split_words(words, fracs=(0.8, 0.1, 0.1), *, generator):
    if abs(sum(fracs) - 1) > 1e-6:
        raise ValueError("the parts do not sum to 1")
    n = len(words)
    order = torch.randperm(n, generator=generator).tolist()
    shuffled = [words[i] for i in order]
    n1 = int(fracs[0] * n)
    n2 = n1 + int(fracs[1] * n)
    return shuffled[:n1], shuffled[n1:n2], shuffled[n2:]
