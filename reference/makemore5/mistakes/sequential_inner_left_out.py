"""inner containers are not switched

A Sequential inside has layers of its own, which have to be reached too: let it do its own train.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class Sequential(Sequential):
    def train(self, flag=True):
        self.training = flag
        for layer in self.layers:
            if not isinstance(layer, Sequential) and hasattr(layer, "training"):
                layer.training = flag
