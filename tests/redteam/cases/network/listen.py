"""Listens on a port.

earns: honest
feedback: Operation not permitted
"""

import socket


def attacked(x):
    socket.create_server(("127.0.0.1", 0))
    print("ESCAPED" ": listening")


def honest(x):
    return 2 * x
