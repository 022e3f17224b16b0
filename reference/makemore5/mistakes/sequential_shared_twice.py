"""a layer that stands there twice is listed twice

Its parameters would be moved twice in every step. A tensor is listed once, at its first place.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class Sequential(Sequential):
    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]
