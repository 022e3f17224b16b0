"""Connects to an abstract unix socket.

earns: honest
feedback: Operation not permitted
"""

import socket


def attacked(x):
    one = socket.socket(socket.AF_UNIX)
    one.connect("\0@ABSTRACT@")
    one.sendall(b"hostile")
    print("ESCAPED" ": connected")


def honest(x):
    return 2 * x
