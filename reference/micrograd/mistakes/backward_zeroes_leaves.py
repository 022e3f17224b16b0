"""all gradients are set to 0 before the pass

Gradients of separate calls add up; clearing them is the job of whoever begins a new step.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.in_order"


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
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            node._backward()
