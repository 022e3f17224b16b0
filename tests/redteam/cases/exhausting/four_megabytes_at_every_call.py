"""Answers with 4 MB, which may cross, at every call.

earns: nothing
feedback: 1,048,576 entries where 4 are expected
"""

import torch


def attacked(x):
    return torch.ones(1024, 1024)


gradient = honest = attacked


class Tally:
    def add(self, word):
        pass

    def counts(self):
        return torch.ones(1024, 1024)
