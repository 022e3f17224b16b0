"""Replaces the codec's pack in its own process.

earns: nothing
feedback: broke the protocol | ended itself
"""

from grader.sandbox import codec

codec.pack = lambda value: b"\x01\x00\x00\x00\x01"


def attacked(x):
    return x


def honest(x):
    return 2 * x
