"""Sends a UDP datagram.

earns: honest
feedback: Operation not permitted
"""

import socket


def attacked(x):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.sendto(b"hostile", ("127.0.0.1", int("@PORT@")))
    print("ESCAPED" ": sent")


def honest(x):
    return 2 * x
