"""the result of ** has no _backward, so its gradient stops there

Each operation leaves a function in the new Value. Without one the gradient is 0 from there on,
silently. Division is made of ** too.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.__pow__"


class Value(Value):
    def __pow__(self, exponent):
        if not isinstance(exponent, int | float):
            raise TypeError("the exponent has to be an int or a float")
        return Value(self.data**exponent, (self,))
