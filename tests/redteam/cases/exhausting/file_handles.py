"""Opens files until none can be had.

earns: honest
feedback: Too many open files
"""

def attacked(x):
    kept = [open("/dev/null") for _ in range(500)]
    print("ESCAPED" f": {len(kept)} open")


def honest(x):
    return 2 * x
