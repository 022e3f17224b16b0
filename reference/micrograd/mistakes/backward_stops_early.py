"""only the root and its children hand their gradients on

The gradient has to arrive at the leaves: the children of the children have theirs to pass on, and
so on down.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.backward"


class Value(Value):
    def backward(self):
        self.grad = 1.0
        self._backward()
        for child in self._prev:
            child._backward()
