"""a - b is computed as b - a

The Value in front of the operator is self, the one behind it other.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.__sub__"


class Value(Value):
    def __sub__(self, other):
        return -self + other
