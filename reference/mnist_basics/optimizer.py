"""MNIST basics, part 7: the step, as an object.

What gradient descent does to a parameter is the same for every model. BasicOptim does it for a list
of parameters, so that the training loop need not know them.

No torch.optim in this file.
"""

from collections.abc import Iterable

import torch
from torch import Tensor


class BasicOptim:
    """Stochastic gradient descent for some parameters, with one learning rate."""

    def __init__(self, params: Iterable[Tensor], lr: float) -> None:
        """Keep the parameters and the learning rate.

        params  the tensors to train; anything that a `for` loop can go through, such as a list, a
                tuple or a generator, which gives its tensors only once
        """
        self.params = list(params)
        self.lr = lr

    def step(self) -> None:
        """Move every parameter, in place, against its gradient, by lr times the gradient.

        The gradients stay. A parameter whose .grad is None is left as it is. Autograd does not
        record the step: a parameter is a leaf before and after.
        """
        with torch.no_grad():
            for p in self.params:
                if p.grad is not None:
                    p -= self.lr * p.grad

    def zero_grad(self) -> None:
        """Forget the gradients: afterwards every .grad is None, or zeros where it held numbers."""
        for p in self.params:
            p.grad = None
