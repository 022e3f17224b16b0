"""zero_grads sets the parameters to 0

It is the gradients that are to be forgotten, not what was learned.
"""


def zero_grads(params):
    for p in params:
        p.data.zero_()
        p.grad = None
