"""only the first window has an answer

Joining pairs that do not overlap is the tree of one window. For all windows every row is joined
with its partner.
"""

import torch


def dilated_forward(emb, weights, seq):
    if len(seq) < 2 ** len(weights):
        raise ValueError("shorter than a window")
    h = emb[seq]
    h = h[: 2 ** len(weights)]
    for weight in weights:
        h = torch.tanh(torch.cat([h[0::2], h[1::2]], dim=-1) @ weight)
    return h
