"""+ hands back 1 and leaves out the gradient from above

Chain rule: multiply the local slope by out.grad.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.local_gradients"


class Value(Value):
    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), "+")

        def _backward():
            self.grad += 1.0
            other.grad += 1.0

        out._backward = _backward
        return out
