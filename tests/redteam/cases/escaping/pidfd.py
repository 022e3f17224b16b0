"""Opens its parent as a descriptor and takes descriptors out of it.

earns: honest
feedback: refused 2 of 2: Operation not permitted
"""

import os
import signal


def attacked(x):
    refused = 0
    for pid in (os.getppid(), int("@JUDGE@")):
        try:
            place = os.pidfd_open(pid)
            print("ESCAPED" f": a pidfd {place}")
        except OSError as e:
            refused, last = refused + 1, e
    raise RuntimeError(f"refused {refused} of 2: {last.strerror}")


def honest(x):
    return 2 * x
