"""the slope of the sigmoid is taken

h * (1 - h) belongs to the sigmoid, whose output lies between 0 and 1.
The output of tanh lies between -1 and 1.
"""


def dhpreact(f, g):
    return f.h * (1 - f.h) * g.h
