"""fractions are cut off

An integer dtype drops what comes behind the point: 0.75 years become 0. float32 is asked for.
"""

import torch


def to_matrix(table, names):
    for name in names:
        if any(value is None or value != value for value in table[name]):
            raise ValueError(name)
    columns = [[int(value) for value in table[name]] for name in names]
    return torch.tensor(columns).T.float()
