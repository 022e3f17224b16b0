"""examples are tested instead of units

A row is an example, a column is a unit. The answer has one entry a unit.
"""


def dead_units(h, thr=0.99):
    return (h.abs() > thr).all(dim=1)
