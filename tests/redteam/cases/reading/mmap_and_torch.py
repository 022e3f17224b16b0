"""Reads the reference through numpy, torch and mmap.

earns: honest
feedback: refused 4 of 4
"""

import mmap
import os

import numpy
import torch


def attacked(x):
    path = "@COURSE@/reference/target/target.py"
    readers = (
        lambda: numpy.fromfile(path, dtype="u1").tobytes(),
        lambda: numpy.memmap(path, mode="r").tobytes(),
        lambda: bytes(torch.from_file(path, size=100, dtype=torch.uint8).tolist()),
        lambda: mmap.mmap(os.open(path, os.O_RDONLY), 0, prot=mmap.PROT_READ)[:],
    )
    refused = 0
    for reader in readers:
        try:
            print("ESCAPED" ":", reader())
        except (OSError, RuntimeError):
            refused += 1
    raise RuntimeError(f"refused {refused} of {len(readers)}")


def honest(x):
    return 2 * x
