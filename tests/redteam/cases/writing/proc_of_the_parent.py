"""Writes into /proc of its parents.

earns: honest
feedback: refused 3 of 3: Permission denied
"""

import os

import os


def write(*paths):
    errors = []
    for path in paths:
        try:
            with open(path, "a") as stream:
                stream.write("hostile\n")
            print("ESCAPED" f": wrote {path}")
        except OSError as e:
            errors.append(e.strerror)
    raise RuntimeError(f"refused {len(errors)} of {len(paths)}: {errors[-1]}")


def attacked(x):
    write(f"/proc/{os.getppid()}/mem", "/proc/@JUDGE@/oom_score_adj", f"/proc/{os.getppid()}/comm")


def honest(x):
    return 2 * x
