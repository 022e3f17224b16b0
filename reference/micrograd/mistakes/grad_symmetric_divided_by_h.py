"""the symmetric difference is divided by h

Between the two places lies a distance of two h.
"""


def grad_symmetric(f, args, h):
    slopes = []
    for i, x in enumerate(args):
        up = [*args[:i], x + h, *args[i + 1 :]]
        down = [*args[:i], x - h, *args[i + 1 :]]
        slopes.append((f(*up) - f(*down)) / h)
    return slopes
