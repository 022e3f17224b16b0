"""Makes the control socket non-blocking, so that the driver fails.

earns: nothing
feedback: broke the protocol | ended itself with exit status | has wrong value
"""

import os

os.set_blocking(3, False)


def attacked(x):
    return x


def honest(x):
    import torch

    return torch.ones(1 << 22)
