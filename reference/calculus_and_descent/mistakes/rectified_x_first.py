"""x is cut off before the line is made

relu(x) bends at x = 0. The line bends where it crosses 0: first the line, then relu.
"""


def rectified_linear(m, b, x):
    return m * relu(x) + b  # noqa: F821 - of relus.py
