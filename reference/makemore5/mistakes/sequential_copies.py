"""parameters() lists copies

An update of a copy leaves the layer as it is. List the tensors themselves.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class Sequential(Sequential):
    def parameters(self):
        found = {id(p): p for layer in self.layers for p in layer.parameters()}
        return [p.clone() for p in found.values()]
