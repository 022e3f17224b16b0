"""Part 3 of micrograd: the order of a graph, and a test of its gradients.

No torch, numpy or jax in this file.
"""

from collections.abc import Callable

from exercises.micrograd.value import Value


def topological_order(root: Value) -> list[Value]:
    """A list of root and all Values from which root was made, each before all that use it.

    root     the end of a graph; `_prev` of a Value holds the Values from which it was made
    returns  each Value once, and root last; if several orders are right, return any of them
    """
    raise NotImplementedError("MG-E6 topological_order")


def grad_check(
    f: Callable[..., Value], inputs: list[float], h: float = 1e-6, tol: float = 1e-5
) -> bool:
    """Whether backward() finds the gradient of f that symmetric differences find.

    f        a function of len(inputs) Values that returns a Value
    inputs   the place, as plain numbers
    h        each input is moved up by h and down by h
    tol      for each input, the gradient may differ from the slope by tol * max(1, |slope|)
    returns  True if no input differs by more, else False
    """
    raise NotImplementedError("MG-E7 grad_check")
