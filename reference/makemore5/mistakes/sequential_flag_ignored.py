"""train always switches to training

train(False) is the way to evaluation: pass the flag on.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class Sequential(Sequential):
    def train(self, flag=True):
        self.training = True
        for layer in self.layers:
            if isinstance(layer, Sequential):
                layer.train()
            elif hasattr(layer, "training"):
                layer.training = True
