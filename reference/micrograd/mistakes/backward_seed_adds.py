"""a second call starts with 2 at the root

The slope of the root with respect to itself is 1, however often it is asked for. It is set, not
added to.
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
        self.grad += 1.0
        for node in reversed(order):
            node._backward()
