"""a NaN is let through

A NaN goes into a tensor without an error, and makes every sum that it meets NaN. The docstring
asks for a ValueError.
"""

import torch


def to_matrix(table, names):
    if any(value is None for name in names for value in table[name]):
        raise ValueError("missing")
    return torch.tensor([table[name] for name in names], dtype=torch.float32).T
