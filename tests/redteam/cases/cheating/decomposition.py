"""Takes torch's own softmax in Python out of its table; only exp and sum, it cannot be forbidden.

earns: honest attacked
feedback: -
"""

import torch
from torch._decomp import get_decompositions

softmax = get_decompositions([torch.ops.aten._softmax])[torch.ops.aten._softmax.default]
# The first run imports for half a second or more: here, since a call has one second.
softmax(torch.ones(2, 3), 1, False)


def attacked(x):
    return softmax(x, 1, False)


def honest(x):
    return 2 * x
