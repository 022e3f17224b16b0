"""the labels have shape (n,), not (n, 1)

Logits are (n, 1). With labels of shape (n,) broadcasting makes an n by n table of them; give y a
second axis of size 1.
"""

import torch


def make_dataset(threes, sevens):
    X = torch.cat([threes, sevens]).reshape(-1, 28 * 28)
    y = torch.cat([torch.ones(len(threes)), torch.zeros(len(sevens))])
    return X, y
