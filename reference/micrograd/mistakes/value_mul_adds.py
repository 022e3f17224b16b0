"""a * b is computed as a + b

A product multiplies the two numbers.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.__mul__"


class Value(Value):
    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), "*")

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out
