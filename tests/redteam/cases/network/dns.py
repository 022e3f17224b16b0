"""Resolves a name, which carries data out.

earns: honest
feedback: gaierror | an exception of its own | name resolution | Name or service | Operation not permitted
"""

import socket


def attacked(x):
    socket.getaddrinfo("hostile.localhost.invalid", 80)
    print("ESCAPED" ": resolved")


def honest(x):
    return 2 * x
