"""exp sets the gradient of its input in place of adding to it

A value used twice gets a gradient from each use; add them with +=.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.exp"


class Value(Value):
    def exp(self):
        out = Value(math.exp(self.data), (self,))

        def _backward():
            self.grad = out.data * out.grad

        out._backward = _backward
        return out
