"""a Value that is used twice is listed twice

Remember what was visited. Without that the list grows with the number of paths, not of Values.
"""


def topological_order(root):
    order = []

    def visit(node):
        for child in node._prev:
            visit(child)
        order.append(node)

    visit(root)
    return order
