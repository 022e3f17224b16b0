"""the places come after their numbers

Sizes (B, C * n, T // n) read the numbers in the same order in memory, so that a row no longer
holds neighbours. The places stay on the second axis.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class FlattenConsecutive(FlattenConsecutive):
    def __call__(self, x):
        B, T, C = x.shape
        if T % self.n:
            raise ValueError("places left over")

        x = x.reshape(B, C * self.n, T // self.n)
        self.out = x.squeeze(2) if x.shape[2] == 1 else x
        return self.out
