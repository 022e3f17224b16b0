"""the groups become further examples

Each example keeps its own row in the batch; the groups stand on an axis of their own.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class FlattenConsecutive(FlattenConsecutive):
    def __call__(self, x):
        B, T, C = x.shape
        if T % self.n:
            raise ValueError("places left over")

        self.out = x.reshape(B * T // self.n, C * self.n)
        return self.out
