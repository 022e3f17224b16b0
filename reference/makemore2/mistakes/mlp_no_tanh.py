"""the hidden layer has no tanh

Two linear layers in a row are one linear layer. tanh makes the hidden layer worth having.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class MLP(MLP):
    def forward(self, X):
        h = embed(self.C, X) @ self.W1 + self.b1
        return h @ self.W2 + self.b2
