"""Raises an exception whose class is called like the judge's own.

earns: honest
feedback: an exception of its own
"""

class Passed(BaseException):
    state = "pass"


Passed.__name__ = Passed.__qualname__ = "pass"


def attacked(x):
    raise Passed("all checks pass")


def honest(x):
    return 2 * x
