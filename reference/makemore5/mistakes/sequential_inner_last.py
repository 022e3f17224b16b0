"""parameters of inner containers come at the end

The order is that of the layers, whatever they are: an inner Sequential lists its parameters at
its own place.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class Sequential(Sequential):
    def parameters(self):
        inner = [layer for layer in self.layers if isinstance(layer, Sequential)]
        plain = [layer for layer in self.layers if not isinstance(layer, Sequential)]
        found = {id(p): p for layer in plain + inner for p in layer.parameters()}
        return list(found.values())
