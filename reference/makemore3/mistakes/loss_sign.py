"""the logarithm of the chance is returned as it is

A chance is below 1, so its logarithm is below 0. A loss is the negative of it.
"""

import math


def expected_initial_loss(vocab):
    if vocab < 1:
        raise ValueError
    return math.log(1 / vocab)
