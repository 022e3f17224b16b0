"""relu sets the gradient of its input in place of adding to it

A value used twice gets a gradient from each use; add them with +=.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.relu"


class Value(Value):
    def relu(self):
        out = Value(max(0.0, self.data), (self,))

        def _backward():
            self.grad = (self.data > 0) * out.grad

        out._backward = _backward
        return out
