"""the slope of log is 1 over the output

log is steep near 0 and flat far out: its slope depends on the number that went in.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.log"


class Value(Value):
    def log(self):
        out = Value(math.log(self.data), (self,))

        def _backward():
            self.grad += out.grad / out.data

        out._backward = _backward
        return out
