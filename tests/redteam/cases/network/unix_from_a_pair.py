"""Turns a socket of a pair into one that reaches others.

earns: honest
feedback: refused 3 of 3: Operation not permitted
"""

import socket


def attacked(x):
    actions = (
        lambda one: one.sendto(b"hostile", "@SOCKET@.datagrams"),
        lambda one: one.connect("@SOCKET@.datagrams"),
        lambda one: one.bind("\0hostile"),
    )
    refused = 0
    for action in actions:
        one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            action(one)
            print("ESCAPED" ": reached another socket")
        except OSError as e:
            refused, last = refused + 1, e
    raise RuntimeError(f"refused {refused} of 3: {last.strerror}")


def honest(x):
    return 2 * x
