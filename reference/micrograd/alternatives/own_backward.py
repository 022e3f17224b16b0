"""Every operator with a _backward of its own, helpers for wrapping, lists for children.

An operator keeps each child with the slope towards it, and one _backward serves all operators.
The solution above gives the result of an operator a _backward function of its own.
"""

import math


def _wrapped(x):
    return x if isinstance(x, Value) else Value(x)


class Value:
    def __init__(self, data, _children=(), _op=""):
        self.data = float(data)
        self.grad = 0.0
        self._prev = list(_children)
        self._op = _op
        self._shares = []

    def _backward(self):
        for child, slope in self._shares:
            child.grad += slope * self.grad

    def _made(self, data, shares, op):
        out = Value(data, [child for child, _ in shares], op)
        out._shares = shares
        return out

    def __add__(self, other):
        other = _wrapped(other)
        return self._made(self.data + other.data, [(self, 1.0), (other, 1.0)], "+")

    def __sub__(self, other):
        other = _wrapped(other)
        return self._made(self.data - other.data, [(self, 1.0), (other, -1.0)], "-")

    def __mul__(self, other):
        other = _wrapped(other)
        shares = [(self, other.data), (other, self.data)]
        return self._made(self.data * other.data, shares, "*")

    def __truediv__(self, other):
        other = _wrapped(other)
        shares = [(self, 1 / other.data), (other, -self.data / other.data**2)]
        return self._made(self.data / other.data, shares, "/")

    def __neg__(self):
        return self._made(-self.data, [(self, -1.0)], "neg")

    def __pow__(self, exponent):
        exponent = float(exponent) if exponent % 1 else int(exponent)
        slope = exponent * self.data ** (exponent - 1) if exponent else 0.0
        return self._made(self.data**exponent, [(self, slope)], "**")

    def __radd__(self, other):
        return _wrapped(other) + self

    def __rsub__(self, other):
        return _wrapped(other) - self

    def __rmul__(self, other):
        return _wrapped(other) * self

    def __rtruediv__(self, other):
        return _wrapped(other) / self

    def __lt__(self, other):
        return self.data < _wrapped(other).data

    def tanh(self):
        t = 1 - 2 / (math.exp(2 * self.data) + 1)
        return self._made(t, [(self, 1 - t * t)], "tanh")

    def exp(self):
        e = math.exp(self.data)
        return self._made(e, [(self, e)], "exp")

    def relu(self):
        slope = 1.0 if self.data > 0 else 0.0
        return self._made(slope * self.data, [(self, slope)], "relu")

    def log(self):
        return self._made(math.log(self.data), [(self, 1 / self.data)], "log")

    def backward(self):
        order = []
        self._collect(order, set())
        self.grad = 1.0
        while order:
            order.pop()._backward()

    def _collect(self, order, seen):
        seen.add(id(self))
        for child in self._prev:
            if id(child) not in seen:
                child._collect(order, seen)
        order.append(self)


def topological_order(root, order=None, seen=None):
    """The function calls itself with the list and the set that it fills, and marks a node when it
    leaves it. The solution above has an inner function that sees both, and marks a node when it
    enters it.
    """
    order = [] if order is None else order
    seen = set() if seen is None else seen
    for child in root._prev:
        if child not in seen:
            topological_order(child, order, seen)
    if root not in seen:
        seen.add(root)
        order.append(root)
    return order
