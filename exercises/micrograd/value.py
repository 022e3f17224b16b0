"""Part 2 of micrograd: the Value, a number that remembers how it was made.

An operation on Values makes a new Value. It also stores a function in the new Value, `_backward`.
This function passes the gradient of the new Value on to the Values from which it was made.
`backward` calls these functions in the right order. The tasks follow the lecture: first + and *
with their gradients, then the whole graph, then the other operations.

No torch, numpy or jax in this file.
"""

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
        raise NotImplementedError("MG-E2 Value.__init__")

    def __repr__(self) -> str:
        """A text for print, such as Value(data=2.0); no check reads it."""
        return f"Value(data={self.data})"

    def __add__(self, other: "Value | float") -> "Value":
        """self + other, two Values. From MG-E15 on, other may also be a plain number."""
        raise NotImplementedError("MG-E2 Value.__add__")

    def __mul__(self, other: "Value | float") -> "Value":
        """self * other, two Values. From MG-E15 on, other may also be a plain number."""
        raise NotImplementedError("MG-E13 Value.__mul__")

    def backward(self) -> None:
        """Compute the grad of every Value from which self was made, directly or through others.

        self.grad becomes 1.0, whatever it was before. Do not clear any other grad: a training loop
        does that before it calls backward. A graph may have 300 operations in a row, but not more.

        In the graphs of MG-E5 every Value is used once. In those of MG-E12 a Value may be used
        several times, near and far. Then it passes its grad on only once, after all Values that
        use it have passed on theirs.
        """
        raise NotImplementedError("MG-E5 Value.backward")

    def __pow__(self, exponent: float) -> "Value":
        """self ** exponent, for an exponent that is an int or a float.

        Raises TypeError if the exponent is a Value (any other exception is accepted too).
        """
        raise NotImplementedError("MG-E14 Value.__pow__")

    def __neg__(self) -> "Value":
        """-self."""
        raise NotImplementedError("MG-E15 Value.__neg__")

    def __sub__(self, other: "Value | float") -> "Value":
        """self - other, a Value or a plain number."""
        raise NotImplementedError("MG-E15 Value.__sub__")

    def __truediv__(self, other: "Value | float") -> "Value":
        """self / other, a Value or a plain number."""
        raise NotImplementedError("MG-E15 Value.__truediv__")

    def __radd__(self, other: float) -> "Value":
        """other + self, for a plain number in front. sum([v, w]) begins with 0 + v."""
        raise NotImplementedError("MG-E15 Value.__radd__")

    def __rmul__(self, other: float) -> "Value":
        """other * self, for a plain number in front."""
        raise NotImplementedError("MG-E15 Value.__rmul__")

    def __rsub__(self, other: float) -> "Value":
        """other - self, for a plain number in front."""
        raise NotImplementedError("MG-E16 Value.__rsub__")

    def __rtruediv__(self, other: float) -> "Value":
        """other / self, for a plain number in front."""
        raise NotImplementedError("MG-E16 Value.__rtruediv__")

    def tanh(self) -> "Value":
        """The hyperbolic tangent of self, for -20 <= data <= 20."""
        raise NotImplementedError("MG-E4 Value.tanh")

    def exp(self) -> "Value":
        """e to the power of self."""
        raise NotImplementedError("MG-E17 Value.exp")

    def relu(self) -> "Value":
        """self if it is above 0, otherwise 0. At 0 itself the slope counts as 0."""
        raise NotImplementedError("MG-E18 Value.relu")

    def log(self) -> "Value":
        """The natural logarithm of self. Raises ValueError for data <= 0, as math.log does."""
        raise NotImplementedError("MG-E19 Value.log")
