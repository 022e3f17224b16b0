"""neighbouring groups overlap

Each place belongs to one group. Groups that overlap are the step to the convolution of
dilated.py.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


class FlattenConsecutive(FlattenConsecutive):
    def __call__(self, x):
        _B, T, _C = x.shape
        if T % self.n:
            raise ValueError("places left over")

        x = torch.cat([x[:, k : T - self.n + 1 + k] for k in range(self.n)], dim=2)
        self.out = x[:, 0] if x.shape[1] == 1 else x
        return self.out
