"""the layers of inner containers are not switched

Setting `training` of an inner Sequential does not reach its layers. It takes a call of its train.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class Sequential(Sequential):
    def train(self, flag=True):
        self.training = flag
        for layer in self.layers:
            if hasattr(layer, "training"):
                layer.training = flag
