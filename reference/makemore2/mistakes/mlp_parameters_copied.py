"""parameters() returns copies

A step moves the tensors that parameters() gives. They have to be those that forward uses.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class MLP(MLP):
    def parameters(self):
        return [
            p.detach().clone().requires_grad_()
            for p in (self.C, self.W1, self.b1, self.W2, self.b2)
        ]
