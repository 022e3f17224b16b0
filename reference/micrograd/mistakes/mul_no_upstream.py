"""* hands back the other factor and leaves out the gradient from above

Chain rule: multiply the local slope by out.grad.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.local_gradients"


class Value(Value):
    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def _backward():
            self.grad += other.data
            other.grad += self.data

        out._backward = _backward
        return out
