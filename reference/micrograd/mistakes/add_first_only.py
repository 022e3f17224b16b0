"""+ hands its gradient to the first input only

Both inputs move the sum, so both get a share.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.local_gradients"


class Value(Value):
    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), "+")

        def _backward():
            self.grad += out.grad

        out._backward = _backward
        return out
