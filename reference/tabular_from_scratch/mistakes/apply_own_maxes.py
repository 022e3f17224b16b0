"""the other rows are divided by their own maxes

Preprocessing constants belong to the training set; reuse them. The same age has to become the
same number in both parts.
"""


def apply_normalise(X, maxes):
    return X / X.amax(dim=0)
