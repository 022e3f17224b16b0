"""a batch of one loses its axis

squeeze() without an axis takes away every axis of size 1. Name the axis of the places.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class FlattenConsecutive(FlattenConsecutive):
    def __call__(self, x):
        B, T, C = x.shape
        if T % self.n:
            raise ValueError("places left over")

        x = x.reshape(B, T // self.n, C * self.n)
        self.out = x.squeeze() if x.shape[1] == 1 or B == 1 else x
        return self.out
