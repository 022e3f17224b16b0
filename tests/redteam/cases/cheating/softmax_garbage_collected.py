"""Finds the override among all objects and destroys it.

earns: honest
feedback: is not allowed in this file
"""

import gc

import torch

for value in gc.get_objects():
    if type(value) is torch.library.Library:
        print("found a library")


def attacked(x):
    gc.collect()
    return x.softmax(1)


def honest(x):
    return 2 * x
