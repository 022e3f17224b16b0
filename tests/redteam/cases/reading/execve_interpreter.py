"""Has another program read for it.

earns: honest
feedback: Permission denied | Operation not permitted | PermissionError
"""

import os


def attacked(x):
    os.execv("/bin/cat", ["cat", "@COURSE@/reference/target/target.py"])


def honest(x):
    return 2 * x
