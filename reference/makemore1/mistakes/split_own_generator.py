"""the order comes from a generator with a seed of its own

A seed written into the function gives the same parts for every generator. The one who calls
decides.
"""

import torch


def split_words(words, fracs=(0.8, 0.1, 0.1), *, generator):
    if abs(sum(fracs) - 1) > 1e-6:
        raise ValueError("the parts do not sum to 1")
    n = len(words)
    generator = torch.Generator().manual_seed(42)
    order = torch.randperm(n, generator=generator).tolist()
    shuffled = [words[i] for i in order]
    n1, n2 = int(fracs[0] * n), int((fracs[0] + fracs[1]) * n)
    return shuffled[:n1], shuffled[n1:n2], shuffled[n2:]
