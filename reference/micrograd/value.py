"""Part 2 of micrograd: the Value, a number that remembers how it was made.

An operation on Values makes a new Value. It also stores a function in the new Value, `_backward`.
This function passes the gradient of the new Value on to the Values from which it was made.
`backward` calls these functions in the right order. The tasks follow the lecture: first + and *
with their gradients, then the whole graph, then the other operations.

No torch, numpy or jax in this file.
"""

import math
from collections.abc import Iterable


class Value:
    """One number in a graph of operations.

    data       the number
    grad       the slope of the root in this number, d(root)/d(this); 0.0 before a backward pass
    _prev      the Values from which this one was made: a set, list or tuple. It is empty for a
               leaf, a Value that no operation made.
    _op        the operation that made it, for drawings; no check reads it
    _backward  a function without arguments, called when grad is known. It gives each Value in
               _prev its share of this grad. For a leaf it does nothing.
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
        """self + other, two Values. From MG-E15 on, other may also be a plain number."""
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), "+")

        def _backward() -> None:
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other: "Value | float") -> "Value":
        """self * other, two Values. From MG-E15 on, other may also be a plain number."""
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def _backward() -> None:
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def backward(self) -> None:
        """Compute the grad of every Value from which self was made, directly or through others.

        self.grad becomes 1.0, whatever it was before. Do not clear any other grad: a training loop
        does that before it calls backward. A graph may have 300 operations in a row, but not more.

        In the graphs of MG-E5 every Value is used once. In those of MG-E12 a Value may be used
        several times, near and far. Then it passes its grad on only once, after all Values that
        use it have passed on theirs.
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

        Raises TypeError if the exponent is a Value (any other exception is accepted too).
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
        """self if it is above 0, otherwise 0. At 0 itself the slope counts as 0."""
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
