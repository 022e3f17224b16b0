"""Returns a view that is negated and conjugated lazily.

earns: honest
feedback: dtype
"""

import torch


def attacked(x):
    return torch.complex(x, -x).conj().resolve_conj().conj()


def honest(x):
    return 2 * x
