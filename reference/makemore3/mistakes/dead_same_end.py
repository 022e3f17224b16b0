"""a unit counts as dead only if it stays at one end

At +1 for some examples and at -1 for the others, the unit is flat for all of them, and no
gradient gets through.
"""


def dead_units(h, thr=0.99):
    return (h > thr).all(dim=0) | (h < -thr).all(dim=0)
