"""the nonlinearity is a sigmoid

In this net it is relu: below 0 becomes 0, above stays.
"""


def simple_net(xb, w1, b1, w2, b2):
    return (xb @ w1 + b1).sigmoid() @ w2 + b2
