"""Runs a command through the C library.

earns: honest
feedback: nothing was run
"""

import os


def attacked(x):
    if os.system("echo ESC''APED: a shell") == 0:
        print("ESCAPED" ": a command ran")
    raise RuntimeError("nothing was run")


def honest(x):
    return 2 * x
