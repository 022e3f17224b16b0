"""Reads the memory of its parents.

earns: honest
feedback: refused 4 of 4
"""

import os

def read(*paths):
    errors = []
    for path in paths:
        try:
            with open(path, "rb") as stream:
                print("ESCAPED" f": {path} holds {stream.read(2000)}")
        except OSError as e:
            errors.append(e.strerror)
    raise RuntimeError(f"refused {len(errors)} of {len(paths)}: {errors[-1]}")


def attacked(x):
    parent = os.getppid()
    read(f"/proc/{parent}/mem", "/proc/@JUDGE@/mem", f"/proc/{parent}/maps", "/proc/kcore")


def honest(x):
    return 2 * x
