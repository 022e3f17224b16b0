"""zero_grads clears the first gradient only

The loop goes on to the end of the list.
"""


def zero_grads(params):
    for p in params:
        p.grad = None
        break
