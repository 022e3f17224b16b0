"""entries above 1 are cut off

A validation row may be above the largest training entry. It stays so: what is cut off is lost.
"""


def apply_normalise(X, maxes):
    return (X / maxes).clamp(max=1.0)
