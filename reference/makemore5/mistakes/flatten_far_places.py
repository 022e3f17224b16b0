"""places far apart are joined, not neighbours

Cutting the context into halves joins the first place with the middle one. Neighbours are every
n-th place and the one after it.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


class FlattenConsecutive(FlattenConsecutive):
    def __call__(self, x):
        _B, T, _C = x.shape
        if T % self.n:
            raise ValueError("places left over")

        step = T // self.n
        x = torch.cat([x[:, k * step : (k + 1) * step] for k in range(self.n)], dim=2)
        self.out = x[:, 0] if step == 1 else x
        return self.out
