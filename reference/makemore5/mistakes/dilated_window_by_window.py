"""every window is computed by itself

The values are right. What two windows have in common is computed again for each of them: that is
what the convolution saves.
"""

import torch


def dilated_forward(emb, weights, seq):
    if len(seq) < 2 ** len(weights):
        raise ValueError("shorter than a window")
    h = emb[seq]
    size = 2 ** len(weights)
    rows = []
    for start in range(len(seq) - size + 1):
        h = emb[seq[start : start + size]]
        for weight in weights:
            h = torch.tanh(torch.cat([h[0::2], h[1::2]], dim=-1) @ weight)
        rows.append(h[0])
    return torch.stack(rows)
