"""Looks for the files of the submission that is graded next to it.

earns: honest
feedback: Permission denied
"""

import os


def attacked(x):
    scratch = __file__.split("/work-")[0]
    print("ESCAPED" ":", os.listdir(scratch))


def honest(x):
    return 2 * x
