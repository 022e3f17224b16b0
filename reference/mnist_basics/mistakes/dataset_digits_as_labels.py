"""the labels are 3 and 7

The labels are answers to "is it a three?": 1 and 0. The loss compares them with numbers between 0
and 1.
"""

import torch


def make_dataset(threes, sevens):
    X = torch.cat([threes, sevens]).reshape(-1, 28 * 28)
    y = torch.tensor([[3]] * len(threes) + [[7]] * len(sevens))
    return X, y
