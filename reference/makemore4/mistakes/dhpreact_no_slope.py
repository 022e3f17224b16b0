"""the slope of tanh is left out

The chain rule multiplies what comes from above by the slope of the step.
"""


def dhpreact(f, g):
    return g.h.clone()
