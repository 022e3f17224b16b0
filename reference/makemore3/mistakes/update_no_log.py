"""the ratio itself is returned, without a logarithm

The plot is about powers of 10: its base-10 logarithm.
"""


def update_ratio(params, lr):
    return [((lr * p.grad).std() / p.detach().std()).item() for p in params]
