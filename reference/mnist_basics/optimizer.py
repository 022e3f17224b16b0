"""MNIST basics, part 7: the step, as an object.

Gradient descent changes the parameters of every model in the same way. BasicOptim does that for a
list of parameters, so the training loop does not have to know them.

No torch.optim in this file.
"""

from collections.abc import Iterable

import torch
from torch import Tensor


class BasicOptim:
    """Stochastic gradient descent for some parameters, with one learning rate."""

    def __init__(self, params: Iterable[Tensor], lr: float) -> None:
        """Keep the parameters and the learning rate.

        params  the tensors to train: a list, a tuple, a generator, or anything else that a `for`
                loop can go through. A generator gives its tensors only once.
        """
        self.params = list(params)
        self.lr = lr

    def step(self) -> None:
        """Subtract lr times its gradient from every parameter, in place.

        The gradients stay as they are. So does a parameter whose .grad is None. Autograd does not
        record the step: a parameter is a leaf before and after it.
        """
        with torch.no_grad():
            for p in self.params:
                if p.grad is not None:
                    p -= self.lr * p.grad

    def zero_grad(self) -> None:
        """Clear the gradients: afterwards every .grad is None, or zeros where it held numbers."""
        for p in self.params:
            p.grad = None
