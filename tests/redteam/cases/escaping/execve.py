"""Replaces itself by another program.

earns: honest
feedback: Permission denied | Operation not permitted
"""

import os


def attacked(x):
    os.execv("/bin/sh", ["sh", "-c", "echo ESC''APED: a shell"])


def honest(x):
    return 2 * x
