"""Shuts the control socket down for writing.

earns: honest
feedback: the process ended | ended itself | ended by
"""

import socket


def attacked(x):
    socket.socket(fileno=os_dup()).shutdown(socket.SHUT_WR)
    return x


def os_dup():
    import os

    return os.dup(3)


def honest(x):
    return 2 * x
