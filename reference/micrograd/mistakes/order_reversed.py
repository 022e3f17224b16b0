"""users come before their children

The list runs from the leaves to the root; backward reads it from its end.
"""


def topological_order(root):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for child in node._prev:
                visit(child)
            order.append(node)

    visit(root)
    return order[::-1]
