"""the hidden layer is cut out of the graph

.data and detach() keep w1 and b1 from getting gradients: only the last layer would be trained.
"""


def simple_net(xb, w1, b1, w2, b2):
    return (xb @ w1 + b1).relu().detach() @ w2 + b2 + 0 * (w1.sum() + b1.sum())
