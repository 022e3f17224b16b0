"""The same through the newer call and as the owner of a thread.

earns: honest
feedback: Operation not permitted
"""

import fcntl
import os
import struct


def attacked(x):
    reader, writer = os.pipe()
    fcntl.fcntl(reader, 15, struct.pack("ii", 1, os.getppid()))
    print("ESCAPED" ": a descriptor belongs to the parent")


def honest(x):
    return 2 * x
