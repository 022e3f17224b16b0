"""the hidden layer has relu in place of tanh

The network of the lecture has tanh.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class MLP(MLP):
    def forward(self, X):
        h = torch.relu(embed(self.C, X) @ self.W1 + self.b1)
        return h @ self.W2 + self.b2
