"""Returns arrays where numbers belong.

earns: honest
feedback: is not as expected
task: Tally
"""

import numpy


class Tally:
    def add(self, word):
        pass

    def counts(self):
        return {"a": numpy.ones(3), "b": numpy.ones(3)}


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
