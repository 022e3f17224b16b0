"""a - b is computed as a + b

A difference is a sum with the second term negated.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.__sub__"


class Value(Value):
    def __sub__(self, other):
        return self + other
