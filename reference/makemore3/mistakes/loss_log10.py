"""the logarithm is taken to base 10

cross_entropy uses the natural logarithm, math.log.
"""

import math


def expected_initial_loss(vocab):
    if vocab < 1:
        raise ValueError
    return math.log10(vocab)
