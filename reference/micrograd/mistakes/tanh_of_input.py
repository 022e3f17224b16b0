"""the slope of tanh is computed with the input, 1 - x**2

Use the OUTPUT t: 1-t^2.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.tanh"


class Value(Value):
    def tanh(self):
        out = Value(math.tanh(self.data), (self,))

        def _backward():
            self.grad += (1 - self.data**2) * out.grad

        out._backward = _backward
        return out
