"""tanh sets the gradient of its input in place of adding to it

A value used twice gets a gradient from each use; add them with +=.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.tanh"


class Value(Value):
    def tanh(self):
        out = Value(math.tanh(self.data), (self,))

        def _backward():
            self.grad = (1 - out.data**2) * out.grad

        out._backward = _backward
        return out
