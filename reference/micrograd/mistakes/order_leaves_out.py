"""the leaves are missing

A leaf has no children, and still belongs to the graph.
"""


def topological_order(root):
    order, seen = [], set()

    def visit(node):
        if node not in seen and node._prev:
            seen.add(node)
            for child in node._prev:
                visit(child)
            order.append(node)

    visit(root)
    return order
