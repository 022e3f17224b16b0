"""the gradient of the root is not set to 1

dL/dL = 1; otherwise everything is 0.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.backward"


class Value(Value):
    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for child in node._prev:
                    visit(child)
                order.append(node)

        visit(self)
        for node in reversed(order):
            node._backward()
