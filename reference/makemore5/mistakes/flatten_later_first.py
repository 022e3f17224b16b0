"""of a pair the later place comes first

The order of the letters stays: the first place of a group fills the first part of the row.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


class FlattenConsecutive(FlattenConsecutive):
    def __call__(self, x):
        _B, T, _C = x.shape
        if T % self.n:
            raise ValueError("places left over")

        x = torch.cat([x[:, k :: self.n] for k in reversed(range(self.n))], dim=2)
        self.out = x[:, 0] if x.shape[1] == 1 else x
        return self.out
