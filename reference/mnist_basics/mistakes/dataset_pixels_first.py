"""the rows of X are pixels and its columns images

One image is one row; the axis of the images stays the first.
"""

import torch


def make_dataset(threes, sevens):
    X = torch.cat([threes, sevens]).reshape(-1, 28 * 28).T
    y = torch.cat([torch.ones(len(threes), 1), torch.zeros(len(sevens), 1)])
    return X, y
