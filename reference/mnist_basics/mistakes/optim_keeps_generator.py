"""a generator is kept, and is empty after one step

A generator gives its tensors once. Store list(params).
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class BasicOptim(BasicOptim):
    def __init__(self, params, lr):
        self.params = params
        self.lr = lr
