"""Has the kernel signal its parent whenever a pipe of its own can be read.

earns: honest
feedback: Operation not permitted
"""

import fcntl
import os


def attacked(x):
    reader, writer = os.pipe()
    fcntl.fcntl(reader, fcntl.F_SETOWN, os.getppid())
    fcntl.fcntl(reader, 10, 23)
    print("ESCAPED" ": a descriptor belongs to the parent")


def honest(x):
    return 2 * x
