"""the slope of exp is found by the rule for powers, x * e^(x - 1)

That rule is for x to a fixed power. Here the power itself moves.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.exp"


class Value(Value):
    def exp(self):
        out = Value(math.exp(self.data), (self,))

        def _backward():
            self.grad += self.data * math.exp(self.data - 1) * out.grad

        out._backward = _backward
        return out
