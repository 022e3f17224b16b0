"""1 - h is taken as the slope of tanh

The output is squared first.
The slope is the same at h and at -h.
"""


def dhpreact(f, g):
    return (1 - f.h) * g.h
