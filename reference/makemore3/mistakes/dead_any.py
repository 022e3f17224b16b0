"""a unit is called dead if it is saturated for any one example

A unit that is flat for some examples still learns from the others. Dead is one that is flat for
all of them.
"""


def dead_units(h, thr=0.99):
    return (h.abs() > thr).any(dim=0)
