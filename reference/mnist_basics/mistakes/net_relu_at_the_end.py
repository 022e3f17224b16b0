"""relu is on the logits too

A logit below 0 says seven; relu would cut it off.
"""


def simple_net(xb, w1, b1, w2, b2):
    return ((xb @ w1 + b1).relu() @ w2 + b2).relu()
