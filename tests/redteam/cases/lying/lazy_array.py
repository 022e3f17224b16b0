"""Returns an object that becomes an array only when it is asked to.

earns: honest
feedback: cannot read
"""

import numpy


class Lazy:
    def __array__(self, dtype=None, copy=None):
        return numpy.ones((2, 2))

    def __len__(self):
        return 2

    shape = (2, 2)


def attacked(x):
    return Lazy()


def honest(x):
    return 2 * x
