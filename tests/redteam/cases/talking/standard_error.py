"""Writes to standard error and to closed streams.

earns: honest
feedback: exit status 112
"""

import sys


def attacked(x):
    sys.stderr.write("::error::stderr\x1b[31m\n")
    sys.stdout.close()
    print("closed")


def honest(x):
    return 2 * x
