"""Returns a float of a class that equals everything.

earns: honest
feedback: cannot read
"""

class Yes(float):
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0


def attacked(x):
    return Yes(1.0)


def honest(x):
    return 2 * x
