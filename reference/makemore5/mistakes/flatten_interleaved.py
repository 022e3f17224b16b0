"""the numbers of the places are mixed in a row

A new row holds all numbers of the first place, then all of the second; not the first number of
each, then the second of each.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class FlattenConsecutive(FlattenConsecutive):
    def __call__(self, x):
        B, T, C = x.shape
        if T % self.n:
            raise ValueError("places left over")

        x = x.reshape(B, T // self.n, self.n, C).transpose(2, 3).reshape(B, T // self.n, -1)
        self.out = x[:, 0] if x.shape[1] == 1 else x
        return self.out
