"""Answers with 64 MB at every call.

earns: nothing
feedback: too large
"""

import torch


def attacked(x):
    return torch.ones(4096, 4096)


gradient = honest = attacked


class Tally:
    def add(self, word):
        pass

    def counts(self):
        return torch.ones(4096, 4096)
