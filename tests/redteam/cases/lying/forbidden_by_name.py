"""Raises the sandbox's own Forbidden with a text of its own.

earns: honest
feedback: all points were given
"""

from grader.sandbox.forbid import Forbidden


def attacked(x):
    raise Forbidden("all points were given")


def honest(x):
    return 2 * x
