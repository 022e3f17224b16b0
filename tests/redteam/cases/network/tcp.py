"""Opens a TCP connection to this machine.

earns: honest
feedback: Operation not permitted
"""

import socket


def attacked(x):
    with socket.create_connection(("127.0.0.1", int("@PORT@")), timeout=1) as connection:
        connection.sendall(b"hostile")
    print("ESCAPED" ": connected")


def honest(x):
    return 2 * x
