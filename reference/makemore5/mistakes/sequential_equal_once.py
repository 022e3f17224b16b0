"""parameters with equal entries are taken for one

Two biases of zeros are two parameters. What counts is whether it is the same object, which `is`
and id tell, not whether the entries are equal.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


class Sequential(Sequential):
    def parameters(self):
        found = []
        for layer in self.layers:
            for p in layer.parameters():
                if not any(p.shape == q.shape and torch.equal(p, q) for q in found):
                    found.append(p)
        return found
