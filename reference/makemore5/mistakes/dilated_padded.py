"""the sequence is padded, so that every letter has a row

A row belongs to a window that lies in the sequence. With T letters there are T - 7 windows of 8.
"""

import torch


def dilated_forward(emb, weights, seq):
    if len(seq) < 2 ** len(weights):
        raise ValueError("shorter than a window")
    h = emb[seq]
    h = torch.cat([torch.zeros(2 ** len(weights) - 1, h.shape[1], dtype=h.dtype), h])
    for level, weight in enumerate(weights):
        apart = 2**level
        h = torch.tanh(torch.cat([h[:-apart], h[apart:]], dim=-1) @ weight)
    return h
