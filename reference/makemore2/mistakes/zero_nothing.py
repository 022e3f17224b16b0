"""zero_grads clears no gradient

Look at p.grad afterwards: it still holds numbers. p.grad = None, or p.grad.zero_(), forgets them.
"""

import torch


def zero_grads(params):
    for p in params:
        if p.grad is not None:
            torch.zeros_like(p.grad)
