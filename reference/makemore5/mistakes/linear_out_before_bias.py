"""out is kept before the bias is added

out is what the call returns: keep it at the end.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class Linear(Linear):
    def __call__(self, x):
        self.out = x @ self.weight
        return self.out if self.bias is None else self.out + self.bias
