"""Saves tensors to disk.

earns: honest
feedback: RuntimeError | PermissionError
"""

import torch


def attacked(x):
    torch.save(x, "/tmp/hostile.pt")
    print("ESCAPED" ": saved")


def honest(x):
    return 2 * x
