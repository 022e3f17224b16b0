"""tanh has the slope of the sigmoid, t * (1 - t)

That formula belongs to a function that runs from 0 to 1. tanh is steepest at 0, with slope 1.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.tanh"


class Value(Value):
    def tanh(self):
        out = Value(math.tanh(self.data), (self,))

        def _backward():
            self.grad += out.data * (1 - out.data) * out.grad

        out._backward = _backward
        return out
