"""Appends to, truncates and replaces a file outside.

earns: honest
feedback: refused 1 of 1: Permission denied
"""

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
    for action in (lambda p: os.truncate(p, 0), os.unlink, lambda p: os.rename(p, p + "2")):
        try:
            action("@CANARY@/secret.txt")
            print("ESCAPED" ": changed the canary")
        except OSError:
            pass
    write("@CANARY@/secret.txt")


def honest(x):
    return 2 * x
