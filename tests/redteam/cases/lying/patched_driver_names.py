"""Puts an object that equals everything in a driver's namespace.

earns: honest
feedback: is not as expected | cannot read
task: Tally
"""

import builtins


class Yes(int):
    def __eq__(self, other):
        return True


builtins.sum = builtins.max = lambda *args: Yes()


class Tally:
    def add(self, word):
        pass

    def counts(self):
        return {"a": 2, "b": sum([1])}


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
