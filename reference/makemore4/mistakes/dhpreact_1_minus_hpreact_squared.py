"""1 - hpreact ** 2 is taken as the slope of tanh

The slope is 1 minus the square of the output, and hpreact is the input.
A slope of tanh lies between 0 and 1.
"""


def dhpreact(f, g):
    return (1 - f.hpreact**2) * g.h
