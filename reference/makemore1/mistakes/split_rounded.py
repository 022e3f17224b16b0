"""the cuts are rounded to the nearest number

int(...) cuts off what is behind the point; round(...) may go up.
"""

import torch


def split_words(words, fracs=(0.8, 0.1, 0.1), *, generator):
    if abs(sum(fracs) - 1) > 1e-6:
        raise ValueError("the parts do not sum to 1")
    n = len(words)
    order = torch.randperm(n, generator=generator).tolist()
    shuffled = [words[i] for i in order]
    n1, n2 = round(fracs[0] * n), round((fracs[0] + fracs[1]) * n)
    return shuffled[:n1], shuffled[n1:n2], shuffled[n2:]
