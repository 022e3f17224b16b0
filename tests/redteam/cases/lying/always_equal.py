"""Returns an object that equals everything.

earns: honest
feedback: cannot read
"""

class Yes:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __bool__(self):
        return True

    def __getattr__(self, name):
        return self

    def __call__(self, *args, **kwargs):
        return self


def attacked(x):
    return Yes()


def honest(x):
    return 2 * x
