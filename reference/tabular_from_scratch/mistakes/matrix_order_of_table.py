"""the columns stand in the order of the table

The coefficients know their columns by place, so the order of `names` decides.
"""

import torch


def to_matrix(table, names):
    for name in names:
        if any(value is None or value != value for value in table[name]):
            raise ValueError(name)
    columns = [table[name] for name in table if name in names]
    return torch.tensor(columns, dtype=torch.float32).T
