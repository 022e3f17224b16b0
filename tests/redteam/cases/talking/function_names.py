"""Has functions whose names are right-to-left and look-alike letters.

earns: honest
feedback: has wrong value
"""

def аttacked(x):
    return x


def אבג(x):
    return x


def attacked(x):
    return אבג(аttacked(x))


def honest(x):
    return 2 * x
