"""Returns a numpy array of objects.

earns: honest
feedback: cannot read
"""

import numpy


def attacked(x):
    return numpy.array([object(), print], dtype=object)


def honest(x):
    return 2 * x
