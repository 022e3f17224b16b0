"""Runs a program through the dynamic loader, which needs no right to execute.

earns: honest
feedback: Permission denied | Operation not permitted
"""

import os


def attacked(x):
    os.execv("/lib64/ld-linux-x86-64.so.2", ["ld", "/bin/echo", "ESC" "APED: a program"])


def honest(x):
    return 2 * x
