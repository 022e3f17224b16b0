"""there is no relu

Two linear steps after one another are one linear step. relu bends what is between.
"""


def simple_net(xb, w1, b1, w2, b2):
    return (xb @ w1 + b1) @ w2 + b2
