"""the learning rate is left out

A step is lr times the gradient. Without lr this is the grad:data ratio.
"""


def update_ratio(params, lr):
    return [(p.grad.std() / p.detach().std()).log10().item() + 0 * lr for p in params]
