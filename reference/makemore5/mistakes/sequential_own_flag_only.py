"""only the container is switched, not its layers

Batch normalisation looks at its own `training`. The container has to set it in every layer.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class Sequential(Sequential):
    def train(self, flag=True):
        self.training = flag
