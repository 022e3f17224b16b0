"""the axes in front are merged

A product acts on the last axis and leaves the axes in front as they are; nothing has to be
flattened for it.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class Linear(Linear):
    def __call__(self, x):
        self.out = x.reshape(-1, x.shape[-1]) @ self.weight
        if self.bias is not None:
            self.out = self.out + self.bias
        return self.out
