"""_backward is called from the leaves to the root

A gradient comes from above: the root has it first. The list is read from its end.
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
        self.grad = 1.0
        for node in order:
            node._backward()
