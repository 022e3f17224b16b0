"""Raises an exception whose text is an object of its own.

earns: honest
feedback: an exception of its own | cannot read
"""

class Text(str):
    def __getitem__(self, key):
        return Text("\x1b[31m" * 100_000)


class Odd(Exception):
    def __str__(self):
        return Text("\x1b[31m")


def attacked(x):
    raise Odd


def honest(x):
    return 2 * x
