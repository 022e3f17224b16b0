"""the order comes from torch's global generator

Without generator=... the parts depend on whatever was drawn before in the program, and no
result can be repeated.
"""

import torch


def split_words(words, fracs=(0.8, 0.1, 0.1), *, generator):
    if abs(sum(fracs) - 1) > 1e-6:
        raise ValueError("the parts do not sum to 1")
    n = len(words)
    order = torch.randperm(n).tolist()
    shuffled = [words[i] for i in order]
    n1, n2 = int(fracs[0] * n), int((fracs[0] + fracs[1]) * n)
    return shuffled[:n1], shuffled[n1:n2], shuffled[n2:]
