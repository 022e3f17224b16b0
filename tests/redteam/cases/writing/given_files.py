"""Changes the files that every student is given.

earns: honest
feedback: refused 2 of 2: Permission denied
"""

import os
import sys

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
    given = next(p for p in sys.path if p.endswith("/given"))
    write(f"{given}/exercises/data/__init__.py", f"{given}/exercises/data/hostile.py")


def honest(x):
    return 2 * x
