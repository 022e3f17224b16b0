"""a / b is computed as a * b

A quotient is a product with the second factor to the power of minus one.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.__sub__"


class Value(Value):
    def __truediv__(self, other):
        return self * other
