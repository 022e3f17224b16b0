"""Changes the grader.

earns: honest
feedback: refused 2 of 2: Permission denied
"""

import os

from grader.sandbox import codec

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
    package = os.path.dirname(os.path.dirname(codec.__file__))
    write(f"{package}/hostile.py", f"{package}/check/score.py")


def honest(x):
    return 2 * x
