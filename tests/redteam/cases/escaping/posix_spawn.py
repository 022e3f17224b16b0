"""Starts a program through posix_spawn.

earns: honest
feedback: Operation not permitted | Permission denied
"""

import os


def attacked(x):
    os.posix_spawn("/bin/echo", ["echo", "ESC" "APED: spawned"], {})


def honest(x):
    return 2 * x
