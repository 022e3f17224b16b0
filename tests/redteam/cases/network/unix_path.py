"""Connects to a unix socket by its path, as to docker.sock.

earns: honest
feedback: Operation not permitted
"""

import socket


def attacked(x):
    one = socket.socket(socket.AF_UNIX)
    one.connect("@SOCKET@")
    one.sendall(b"hostile")
    print("ESCAPED" ": connected")


def honest(x):
    return 2 * x
