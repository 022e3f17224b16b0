"""log is taken to the base 10

log without a base is the natural one here, math.log.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.log"


class Value(Value):
    def log(self):
        out = Value(math.log10(self.data), (self,))

        def _backward():
            self.grad += out.grad / self.data / math.log(10)

        out._backward = _backward
        return out
