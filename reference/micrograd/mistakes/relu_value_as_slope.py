"""relu hands back its value times the gradient from above

On the rising side relu is the line y = x, whose slope is the same everywhere.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.relu"


class Value(Value):
    def relu(self):
        out = Value(max(0.0, self.data), (self,))

        def _backward():
            self.grad += out.data * out.grad

        out._backward = _backward
        return out
