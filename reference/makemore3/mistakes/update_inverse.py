"""the ratio is upside down

update to data: the step stands above. A small step gives a number far below 0.
"""


def update_ratio(params, lr):
    return [(p.detach().std() / (lr * p.grad).std()).log10().item() for p in params]
