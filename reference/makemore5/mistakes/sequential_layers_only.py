"""the layers are switched, the container is not

The model has `training` too, which tells in which mode it is. Set both.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class Sequential(Sequential):
    def train(self, flag=True):
        for layer in self.layers:
            if isinstance(layer, Sequential):
                layer.train(flag)
            elif hasattr(layer, "training"):
                layer.training = flag
