"""the logits go through tanh too

Logits may be of any size. Between -1 and 1 no symbol gets more than e^2 times the chance of
another.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class MLP(MLP):
    def forward(self, X):
        h = torch.tanh(embed(self.C, X) @ self.W1 + self.b1)
        return torch.tanh(h @ self.W2 + self.b2)
