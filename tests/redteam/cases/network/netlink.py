"""Asks the kernel about the network.

earns: honest
feedback: Operation not permitted
"""

import socket


def attacked(x):
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    print("ESCAPED" ": netlink")


def honest(x):
    return 2 * x
