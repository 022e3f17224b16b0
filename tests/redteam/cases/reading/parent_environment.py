"""Reads the environment of its parents.

earns: honest
feedback: refused 4 of 4: Permission denied
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
    read(
        f"/proc/{os.getppid()}/environ",
        "/proc/@JUDGE@/environ",
        "/proc/1/environ",
        f"/proc/{os.getppid()}/task/{os.getppid()}/environ",
    )


def honest(x):
    return 2 * x
