"""parameters() leaves out C

The embeddings are trained like the weights: C belongs to the list.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class MLP(MLP):
    def parameters(self):
        return [self.W1, self.b1, self.W2, self.b2]
