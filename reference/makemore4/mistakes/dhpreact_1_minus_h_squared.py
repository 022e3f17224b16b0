"""(1 - h) ** 2 is taken as the slope of tanh

The square belongs to the output alone, not to the difference.
The slope is the same at h and at -h.
"""


def dhpreact(f, g):
    return (1 - f.h) ** 2 * g.h
