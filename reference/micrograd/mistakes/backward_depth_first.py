"""a gradient is handed on before it is complete

You pushed a node's gradient on before it was complete; walk the reverse topological order.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py


class Value(Value):
    def backward(self):
        def below(node):
            return 1 + sum(below(child) for child in node._prev)

        def push(node, seen):
            node._backward()
            for child in sorted(node._prev, key=below):
                if child not in seen:
                    seen.add(child)
                    push(child, seen)

        self.grad = 1.0
        push(self, {self})
