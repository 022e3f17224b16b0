"""every Value begins with the gradient 1, not the root alone

A backward that calls itself for the children sets their grad to 1 as well, and what was handed to
them is lost. Only the root has the slope 1 in itself.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.backward"


class Value(Value):
    def backward(self):
        self.grad = 1.0
        self._backward()
        for child in self._prev:
            if child._prev:
                child.backward()
