"""log sets the gradient of its input in place of adding to it

A value used twice gets a gradient from each use; add them with +=.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.log"


class Value(Value):
    def log(self):
        out = Value(math.log(self.data), (self,))

        def _backward():
            self.grad = out.grad / self.data

        out._backward = _backward
        return out
