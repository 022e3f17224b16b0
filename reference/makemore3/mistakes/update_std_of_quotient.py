"""the update is divided by the data entry by entry

One small entry of the data makes its quotient huge. Each of the two gets a standard deviation of
its own, and one number is divided by the other.
"""


def update_ratio(params, lr):
    return [(lr * p.grad / p.detach()).std().log10().item() for p in params]
