"""Part 2 of micrograd: the Value, a number that remembers how it was made.

An operation on Values makes a new Value and leaves in it a function, `_backward`, that can hand
its gradient on to the Values it was made of. `backward` calls these functions in the right order.
The tasks follow the lecture: + and * with their gradients first, the whole graph, then the rest.

No torch, numpy or jax in this file.
"""

import math
from collections.abc import Iterable


class Value:
    """One number in a graph of operations.

    data       the number
    grad       d(root)/d(this), 0.0 until a backward pass has been here
    _prev      the Values that this one was made of: a set, list or tuple; empty for a leaf
    _op        the operation that made it, for drawings; no check reads it
    _backward  a function without arguments, called when grad is known. It hands to each Value in
               _prev that Value's share of this grad; for a leaf it does nothing.
    """

    def __init__(self, data: float, _children: Iterable["Value"] = (), _op: str = "") -> None:
        """A number; without _children it is a leaf."""
        self.data = data
        self.grad = 0.0
        # The lecture's is a set: its order differs from run to run, and with it a wrong gradient.
        self._prev = tuple(dict.fromkeys(_children))
        self._op = _op
        self._backward = lambda: None

    def __repr__(self) -> str:
        """A text for print, such as Value(data=2.0); no check reads it."""
        return f"Value(data={self.data})"

    def __add__(self, other: "Value | float") -> "Value":
        """self + other, two Values. From MG-E15 on other may be a plain number."""
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), "+")

        def _backward() -> None:
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other: "Value | float") -> "Value":
        """self * other, two Values. From MG-E15 on other may be a plain number."""
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def _backward() -> None:
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def backward(self) -> None:
        """Fill in the grad of every Value that self was made of, directly or by others.

        self.grad becomes 1.0, whatever it was. No other grad is cleared: a training loop does that
        before it calls. Graphs of 300 operations in a row occur; deeper ones are not asked for.

        In the graphs of MG-E5 every Value is used once. In those of MG-E12 it may be used again,
        near and far: it passes its grad on once, when all that use it have passed on theirs.
        """
        # topological_order (graph.py) shows the lecture's recursion; a loop has no depth limit.
        order: list[Value] = []
        seen = {self}
        waiting = [(self, iter(self._prev))]
        while waiting:
            node, children = waiting[-1]
            child = next((c for c in children if c not in seen), None)
            if child is None:
                order.append(node)
                waiting.pop()
            else:
                seen.add(child)
                waiting.append((child, iter(child._prev)))
        self.grad = 1.0
        for node in reversed(order):
            node._backward()

    def __pow__(self, exponent: float) -> "Value":
        """self ** exponent, for an exponent that is an int or a float.

        Raises TypeError for an exponent that is a Value (any other exception will do as well).
        """
        if not isinstance(exponent, int | float):
            raise TypeError("the exponent has to be an int or a float")
        out = Value(self.data**exponent, (self,), f"**{exponent}")

        def _backward() -> None:
            self.grad += exponent * self.data ** (exponent - 1) * out.grad

        out._backward = _backward
        return out

    def __neg__(self) -> "Value":
        """-self."""
        return self * -1

    def __sub__(self, other: "Value | float") -> "Value":
        """self - other, a Value or a plain number."""
        return self + -other

    def __truediv__(self, other: "Value | float") -> "Value":
        """self / other, a Value or a plain number."""
        return self * other**-1

    def __radd__(self, other: float) -> "Value":
        """other + self, for a plain number in front. sum([v, w]) begins with 0 + v."""
        return self + other

    def __rmul__(self, other: float) -> "Value":
        """other * self, for a plain number in front."""
        return self * other

    def __rsub__(self, other: float) -> "Value":
        """other - self, for a plain number in front."""
        return -self + other

    def __rtruediv__(self, other: float) -> "Value":
        """other / self, for a plain number in front."""
        return self**-1 * other

    def tanh(self) -> "Value":
        """The hyperbolic tangent of self, for -20 <= data <= 20."""
        t = math.tanh(self.data)
        out = Value(t, (self,), "tanh")

        def _backward() -> None:
            self.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

    def exp(self) -> "Value":
        """e to the power of self."""
        out = Value(math.exp(self.data), (self,), "exp")

        def _backward() -> None:
            self.grad += out.data * out.grad

        out._backward = _backward
        return out

    def relu(self) -> "Value":
        """self where it is above 0, else 0. The slope at 0 itself is taken to be 0."""
        out = Value(max(0.0, self.data), (self,), "relu")

        def _backward() -> None:
            self.grad += (self.data > 0) * out.grad

        out._backward = _backward
        return out

    def log(self) -> "Value":
        """The natural logarithm of self. Raises ValueError for data <= 0, as math.log does."""
        out = Value(math.log(self.data), (self,), "log")

        def _backward() -> None:
            self.grad += out.grad / self.data

        out._backward = _backward
        return out
