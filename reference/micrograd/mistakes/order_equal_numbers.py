"""two Values that hold the same number are listed as one

Two Values with equal data are two Values. Remember the Value itself as seen, not its number.
"""


def topological_order(root):
    order, seen = [], set()

    def visit(node):
        if node.data in seen:
            return
        seen.add(node.data)
        for child in node._prev:
            visit(child)
        order.append(node)

    visit(root)
    return order
