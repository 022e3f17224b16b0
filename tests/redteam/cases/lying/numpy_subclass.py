"""Returns a numpy subclass that equals everything.

earns: honest
feedback: cannot read
"""

import numpy


class Yes(numpy.ndarray):
    def __eq__(self, other):
        return True

    def __array_ufunc__(self, *args, **kwargs):
        return True


def attacked(x):
    return numpy.zeros((5, 3)).view(Yes)


def honest(x):
    return 2 * x
