"""the places are joined already

The layer looks rows up and keeps the axis of the places. FlattenConsecutive joins them.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class Embedding(Embedding):
    def __call__(self, IX):
        self.out = self.weight[IX].flatten(1) if IX.dim() > 1 else self.weight[IX].flatten()
        return self.out
