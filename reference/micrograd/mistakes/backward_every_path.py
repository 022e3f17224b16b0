"""a node hands its gradient on once for every path that leads to it

Each Value hands its complete gradient on once. Going along every path counts it again, with what
has come in since.
"""

# ruff: noqa: F821 - names that are not defined here are those of value.py


class Value(Value):
    def backward(self):
        def below(node):
            return 1 + sum(below(child) for child in node._prev)

        def push(node, left):
            node._backward()
            for child in sorted(node._prev, key=below):
                if left > 0:
                    push(child, left - 1)

        self.grad = 1.0
        push(self, 5)
