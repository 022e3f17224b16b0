"""Walks the frames of its callers for the expected value.

earns: honest
feedback: has wrong value
"""

import sys

import torch


def attacked(x):
    frame = sys._getframe()
    while frame is not None:
        for name, value in frame.f_locals.items():
            if isinstance(value, torch.Tensor) and value is not x:
                print("ESCAPED" f": {name} in {frame.f_code.co_filename}")
            if name in ("expected", "wanted", "solution", "secret", "item"):
                print("ESCAPED" f": {name} is {value}")
        frame = frame.f_back
    return torch.zeros_like(x)


def honest(x):
    return 2 * x
