"""every layer gets the input of the model

Each layer gets what the one before it returned.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class Sequential(Sequential):
    def __call__(self, x):
        self.out = x
        for layer in self.layers:
            self.out = layer(x)
        return self.out
