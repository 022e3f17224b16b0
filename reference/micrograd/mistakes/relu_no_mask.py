"""relu hands everything back, also where it was 0

On the flat side moving the input changes nothing, so nothing comes back.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.relu"


class Value(Value):
    def relu(self):
        out = Value(max(0.0, self.data), (self,))

        def _backward():
            self.grad += out.grad

        out._backward = _backward
        return out
