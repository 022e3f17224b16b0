"""Gives torch an iterator that never ends, by way of a length that lies.

earns: honest
feedback: no answer within 1 s | Error
"""

import torch


class Endless:
    def __len__(self):
        return 1 << 40

    def __getitem__(self, index):
        return 1.0


def attacked(x):
    return torch.tensor(Endless())


def honest(x):
    return 2 * x
