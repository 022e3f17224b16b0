"""a gap in a column that is not named counts too

The columns that are left out may have gaps: the table is not to be cleaned for them.
"""

import torch


def to_matrix(table, names):
    if any(value is None or value != value for column in table.values() for value in column):
        raise ValueError("missing")
    return torch.tensor([table[name] for name in names], dtype=torch.float32).T
