"""the slope of exp is taken to be the input

e^x is its own slope: the value of the operation, not the number that went in.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.exp"


class Value(Value):
    def exp(self):
        out = Value(math.exp(self.data), (self,))

        def _backward():
            self.grad += self.data * out.grad

        out._backward = _backward
        return out
