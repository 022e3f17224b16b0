"""* sets the gradients of its inputs in place of adding to them

A value used twice gets a gradient from each use; add them with +=.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.accumulate"


class Value(Value):
    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def _backward():
            self.grad = other.data * out.grad
            other.grad = self.data * out.grad

        out._backward = _backward
        return out
