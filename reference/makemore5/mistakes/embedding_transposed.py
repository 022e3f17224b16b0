"""the table has a column for each letter

A letter is a row: the first axis counts letters, the second the numbers of each.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


class Embedding(Embedding):
    def __init__(self, num, dim, *, generator=None):
        self.weight = torch.randn(dim, num, generator=generator)

    def __call__(self, IX):
        self.out = self.weight.T[IX]
        return self.out
