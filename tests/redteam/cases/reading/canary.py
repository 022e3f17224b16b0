"""Reads a file of the judge's machine that anyone may read.

earns: honest
feedback: refused 1 of 1: Permission denied
"""

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
    read("@CANARY@/secret.txt")


def honest(x):
    return 2 * x
