"""Has the traceback module print lines of the reference.

earns: honest
feedback: nothing read
"""

import linecache


def attacked(x):
    lines = linecache.getlines("@COURSE@/reference/target/target.py")
    if lines:
        print("ESCAPED" ":", lines)
    raise RuntimeError("nothing read")


def honest(x):
    return 2 * x
