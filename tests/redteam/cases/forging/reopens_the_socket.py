"""Puts a socket of its own in the control socket's place.

earns: honest
feedback: the process ended | ended itself | no answer within 1 s
"""

import os
import socket


def attacked(x):
    ours, theirs = socket.socketpair()
    os.dup2(theirs.fileno(), 3)
    return x


def honest(x):
    return 2 * x
