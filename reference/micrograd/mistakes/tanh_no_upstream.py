"""tanh leaves out the gradient from above

Chain rule: multiply the local slope by out.grad.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.tanh"


class Value(Value):
    def tanh(self):
        out = Value(math.tanh(self.data), (self,))

        def _backward():
            self.grad += 1 - out.data**2

        out._backward = _backward
        return out
