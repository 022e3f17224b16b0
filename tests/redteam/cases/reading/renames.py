"""Moves the reference to where it may read.

earns: honest
feedback: Permission denied | Operation not permitted
"""

import os


def attacked(x):
    os.rename("@COURSE@/reference/target/target.py", os.path.dirname(__file__) + "/moved.py")
    print("ESCAPED" ": moved")


def honest(x):
    return 2 * x
