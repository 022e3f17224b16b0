"""Returns an object that reads the reference when it is unpickled.

earns: honest
feedback: cannot read
"""

class Lazy:
    def __reduce__(self):
        return (open, ("@COURSE@/reference/target/target.py",))


def attacked(x):
    return Lazy()


def honest(x):
    return 2 * x
