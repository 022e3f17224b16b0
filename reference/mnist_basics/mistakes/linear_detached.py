"""autograd cannot follow the logits back to w

.data and detach() take numbers out of the graph, so that w and b get no gradient. Use w and b as
they are.
"""


def linear1(xb, w, b):
    return xb @ w.detach() + b
