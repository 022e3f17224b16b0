"""Opens a socket for IPv6.

earns: honest
feedback: Operation not permitted
"""

import socket


def attacked(x):
    socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
    print("ESCAPED" ": a socket")


def honest(x):
    return 2 * x
