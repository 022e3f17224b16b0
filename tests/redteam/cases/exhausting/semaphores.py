"""Makes semaphores in shared memory.

earns: honest
feedback: Permission denied | No such file | Operation not permitted | Errno
"""

import multiprocessing


def attacked(x):
    kept = [multiprocessing.get_context("fork").Semaphore() for _ in range(64)]
    print("ESCAPED" f": {len(kept)} semaphores")


def honest(x):
    return 2 * x
