"""forward returns probabilities

forward returns logits. Softmax belongs to the loss, which would otherwise take it twice.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class MLP(MLP):
    def forward(self, X):
        h = torch.tanh(embed(self.C, X) @ self.W1 + self.b1)
        counts = (h @ self.W2 + self.b2).exp()
        return counts / counts.sum(1, keepdim=True)
