"""-a is a itself

Negation is a product with minus one, and makes a new Value.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.__sub__"


class Value(Value):
    def __neg__(self):
        return self * 1
