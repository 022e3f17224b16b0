"""Makes an unnamed file.

earns: honest
feedback: Permission denied | Operation not supported | Operation not permitted
"""

import os


def attacked(x):
    os.open("@CANARY@", os.O_TMPFILE | os.O_RDWR)
    print("ESCAPED" ": an unnamed file")


def honest(x):
    return 2 * x
