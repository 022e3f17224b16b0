"""Returns a sparse tensor with a billion rows, and one in compressed form.

earns: honest
feedback: cannot read
"""

import torch


def attacked(x):
    if len(x) == 2:
        return torch.sparse_coo_tensor([[0], [0]], [1.0], (10**9, 10**9))
    return torch.eye(3).to_sparse_csr()


def honest(x):
    return 2 * x
