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
    order: list[Value] = []
    seen = set()

    def visit(node: Value) -> None:
        if node in seen:
            return
        seen.add(node)
        for child in node._prev:
            visit(child)
        order.append(node)

    visit(root)
    return order


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
    leaves = [Value(x) for x in inputs]
    f(*leaves).backward()
    for i, leaf in enumerate(leaves):
        up, down = ([Value(x) for x in inputs] for _ in range(2))
        up[i].data += h
        down[i].data -= h
        slope = (f(*up).data - f(*down).data) / (2 * h)
        if abs(leaf.grad - slope) > tol * max(1.0, abs(slope)):
            return False
    return True
