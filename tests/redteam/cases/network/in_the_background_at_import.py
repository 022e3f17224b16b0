"""Connects from a thread at import, and swallows errors.

earns: nothing
feedback: can't start new thread
"""

import socket
import threading


def dial():
    try:
        socket.create_connection(("127.0.0.1", int("@PORT@")), timeout=1)
        print("ESCAPED" ": connected")
    except OSError:
        pass


threading.Thread(target=dial).start()


def attacked(x):
    return x


def honest(x):
    return 2 * x
