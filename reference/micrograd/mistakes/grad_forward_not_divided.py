"""the difference is not divided by h

A slope is rise over run: the change of f for each unit that the argument moves.
"""


def grad_forward(f, args, h):
    here = f(*args)
    return [f(*[*args[:i], x + h, *args[i + 1 :]]) - here for i, x in enumerate(args)]
