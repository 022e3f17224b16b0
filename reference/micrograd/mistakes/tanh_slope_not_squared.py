"""the slope of tanh is 1 - t, the square is missing

At t = 0 both are 1; at t = -0.9 one is small and the other is not.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.tanh"


class Value(Value):
    def tanh(self):
        out = Value(math.tanh(self.data), (self,))

        def _backward():
            self.grad += (1 - out.data) * out.grad

        out._backward = _backward
        return out
