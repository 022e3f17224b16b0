"""only units at +1 are called dead

A unit that is at -1 for every example is as flat as one at +1.
"""


def dead_units(h, thr=0.99):
    return (h > thr).all(dim=0)
