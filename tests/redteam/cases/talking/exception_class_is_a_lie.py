"""Raises an exception with a metaclass that lies about its name.

earns: honest
feedback: an exception of its own | Error | cannot read
"""

class Lies(type):
    __name__ = property(lambda cls: "\x1b[31mPASS\u202e" * 1000)


class Odd(Exception, metaclass=Lies):
    pass


def attacked(x):
    raise Odd("x")


def honest(x):
    return 2 * x
