"""Returns a dict with a thousand keys that equal nothing.

earns: honest
feedback: is not as expected
task: Tally
"""

class Tally:
    def add(self, word):
        pass

    def counts(self):
        return {float("nan"): i for i in range(1000)}


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
