"""the axis of the places stays when one is left

The last level leaves one place. Its axis goes away, so that the logits have two axes.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class FlattenConsecutive(FlattenConsecutive):
    def __call__(self, x):
        B, T, C = x.shape
        if T % self.n:
            raise ValueError("places left over")

        self.out = x.reshape(B, T // self.n, C * self.n)
        return self.out
