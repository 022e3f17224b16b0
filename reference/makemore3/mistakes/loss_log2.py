"""the logarithm is taken to base 2

cross_entropy uses the natural logarithm, math.log, not bits.
"""

import math


def expected_initial_loss(vocab):
    if vocab < 1:
        raise ValueError
    return math.log2(vocab)
