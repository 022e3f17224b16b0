"""a Value passes its gradient on before it is complete

It was its turn too early: something that uses it had not passed on yet. Walk the list in which
every Value stands after its children, from its end.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py

TASK = "Value.in_order"


class Value(Value):
    def backward(self):
        def push(node, seen):
            node._backward()
            for child in node._prev:
                if child not in seen:
                    seen.add(child)
                    push(child, seen)

        self.grad = 1.0
        push(self, {self})
