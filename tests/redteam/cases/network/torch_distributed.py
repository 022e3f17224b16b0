"""Starts torch's own network layer.

earns: honest
feedback: an exception of its own | RuntimeError | ImportError | Error
"""

import torch.distributed


def attacked(x):
    torch.distributed.TCPStore("127.0.0.1", 0, 1, True)
    print("ESCAPED" ": a store")


def honest(x):
    return 2 * x
