"""the mask of the maximum marks whole columns

The maximum of a row is one entry of this row.
A mask made from the columns alone marks that column in all rows.
"""

import torch


def dlogits(f, g):
    mask = torch.zeros_like(f.logits)
    mask[:, f.logits.argmax(dim=1)] = 1
    return g.norm_logits + mask * g.logit_maxes
