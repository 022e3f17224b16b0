"""a Value is taken for another one that holds the same number

Two Values with equal data are two Values. Remember the Value itself as seen, not its number.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.in_order"


class Value(Value):
    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node.data not in seen:
                seen.add(node.data)
                for child in node._prev:
                    visit(child)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            node._backward()
