"""1 - v is computed as v - 1

The r methods get the number in front as `other`. For + and * the order does not matter, for - it
does.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.__rsub__"


class Value(Value):
    def __rsub__(self, other):
        return self - other
