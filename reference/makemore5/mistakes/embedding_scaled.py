"""the table is divided by the root of its length

A row of the table is looked up, not summed over; it keeps standard deviation 1.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


class Embedding(Embedding):
    def __init__(self, num, dim, *, generator=None):
        self.weight = torch.randn(num, dim, generator=generator) / num**0.5
