"""b2 is not added

The last layer has a bias for each symbol.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class MLP(MLP):
    def forward(self, X):
        h = torch.tanh(embed(self.C, X) @ self.W1 + self.b1)
        return h @ self.W2 + 0 * self.b2
