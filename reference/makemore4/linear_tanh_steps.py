"""makemore 4, group B: back through the second linear layer and tanh.

Every function gets f and g, as in cross_entropy_steps.py, and returns one gradient. f holds the
values of a complete forward pass. g holds the gradients that the functions of group A and the
functions above return. In most checks the gradients in g start from arbitrary numbers.

n is the number of rows (examples), H the number of hidden units, V the number of letters. All
numbers are float32. A gradient has the shape of its value. Autograd is switched off in this file.
"""

from types import SimpleNamespace

from torch import Tensor


def dh(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `h`.

    Forward: logits = h @ W2 + b2, where (n, V) = (n, H) @ (H, V) + (V,)

    f.W2      (H, V)
    g.logits  (n, V)  known, like the gradients before it
    returns   (n, H)  dloss/dh
    """
    return g.logits @ f.W2.T


def dW2(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `W2`.

    Forward: logits = h @ W2 + b2, where (n, V) = (n, H) @ (H, V) + (V,)

    f.h       (n, H)
    g.logits  (n, V)  known, like the gradients before it
    returns   (H, V)  dloss/dW2
    """
    return f.h.T @ g.logits


def db2(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `b2`.

    Forward: logits = h @ W2 + b2, where (n, V) = (n, H) @ (H, V) + (V,)

    g.logits  (n, V)  known, like the gradients before it
    returns   (V,)    dloss/db2
    """
    return g.logits.sum(dim=0)


def dhpreact(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `hpreact`.

    Forward: h = tanh(hpreact), entry by entry

    f.h      (n, H)  between -1 and 1
    g.h      (n, H)  known, like the gradients before it
    returns  (n, H)  dloss/dhpreact
    """
    return (1 - f.h**2) * g.h
