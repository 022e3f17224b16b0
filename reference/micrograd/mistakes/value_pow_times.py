"""a ** n is computed as a * n

A power multiplies the number with itself, n times.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.__pow__"


class Value(Value):
    def __pow__(self, exponent):
        if not isinstance(exponent, int | float):
            raise TypeError("the exponent has to be an int or a float")
        out = Value(self.data * exponent, (self,))

        def _backward():
            self.grad += exponent * self.data ** (exponent - 1) * out.grad

        out._backward = _backward
        return out
