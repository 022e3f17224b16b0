"""a Value passes its gradient on once for every path that leads to it

Each Value hands its complete gradient on once. A recursion that calls _backward on the way down
comes by again on every path, and counts what came in before a second time.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.in_order"


class Value(Value):
    def backward(self):
        def push(node):
            node._backward()
            for child in node._prev:
                push(child)

        self.grad = 1.0
        push(self)
