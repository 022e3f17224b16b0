"""relu has the slope 1 at 0

At 0 itself there is a kink. The docstring fixes which of the two slopes is taken there.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.relu"


class Value(Value):
    def relu(self):
        out = Value(max(0.0, self.data), (self,))

        def _backward():
            self.grad += (self.data >= 0) * out.grad

        out._backward = _backward
        return out
