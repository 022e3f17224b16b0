"""Replaces builtins.

earns: nothing
feedback: ended itself with exit status | broke the protocol | Error | cannot read
"""

import builtins

builtins.isinstance = lambda *args: True
builtins.all = lambda *args: True
builtins.len = lambda *args: 1


def attacked(x):
    return 0


def honest(x):
    return 2 * x
