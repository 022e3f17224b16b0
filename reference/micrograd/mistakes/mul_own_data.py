"""* multiplies the gradient of an input with that input's own data

The slope of a product with respect to one factor is the other factor.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.local_gradients"


class Value(Value):
    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def _backward():
            self.grad += self.data * out.grad
            other.grad += other.data * out.grad

        out._backward = _backward
        return out
