"""the given list itself is shuffled

Whoever passed the list finds it in another order afterwards. Shuffle a copy.
"""

import torch


def split_words(words, fracs=(0.8, 0.1, 0.1), *, generator):
    if abs(sum(fracs) - 1) > 1e-6:
        raise ValueError("the parts do not sum to 1")
    n = len(words)
    order = torch.randperm(n, generator=generator).tolist()
    words[:] = [words[i] for i in order]
    shuffled = words
    n1, n2 = int(fracs[0] * n), int((fracs[0] + fracs[1]) * n)
    return shuffled[:n1], shuffled[n1:n2], shuffled[n2:]
