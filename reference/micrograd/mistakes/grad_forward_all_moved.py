"""the arguments moved before stay moved

A partial derivative moves one argument and holds the others. Begin each with a new copy of the
list.
"""


def grad_forward(f, args, h):
    here = f(*args)
    moved, slopes = list(args), []
    for i in range(len(args)):
        moved[i] += h
        slopes.append((f(*moved) - here) / h)
    return slopes
