"""+ gives each input half of its gradient

A gradient is no budget that is shared out. Moving either input by 1 moves the sum by 1, so each
gets the whole.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.local_gradients"


class Value(Value):
    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), "+")

        def _backward():
            self.grad += 0.5 * out.grad
            other.grad += 0.5 * out.grad

        out._backward = _backward
        return out
