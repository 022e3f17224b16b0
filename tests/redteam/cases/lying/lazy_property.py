"""Has a namespace answer differently at every look.

earns: honest
feedback: cannot read | another type
"""

from types import SimpleNamespace


class Shifty(SimpleNamespace):
    @property
    def __dict__(self):
        return {"a": 1}


def attacked(x):
    return Shifty()


def honest(x):
    return 2 * x
