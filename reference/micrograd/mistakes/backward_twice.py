"""a Value passes its gradient on more than once

A Value that is used twice stands twice in the list. Write a Value down once: look whether it is
there when you write it, not only when you first see it.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.in_order"


class Value(Value):
    def backward(self):
        order, seen, waiting = [], set(), [self]
        while waiting:
            node = waiting.pop()
            if node in seen:
                order.append(node)
                continue
            seen.add(node)
            waiting.append(node)
            waiting += [child for child in node._prev if child not in seen]
        self.grad = 1.0
        for node in reversed(order):
            node._backward()
