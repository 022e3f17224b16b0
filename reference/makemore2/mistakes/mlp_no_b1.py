"""b1 is not added

The hidden layer has a bias for each unit, inside tanh.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class MLP(MLP):
    def forward(self, X):
        h = torch.tanh(embed(self.C, X) @ self.W1 + 0 * self.b1)
        return h @ self.W2 + self.b2
