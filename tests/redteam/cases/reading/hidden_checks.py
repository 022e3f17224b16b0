"""Reads the hidden checks.

earns: honest
feedback: refused 2 of 2: Permission denied
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
    read("@COURSE@/tests/hidden/target/test_target.py", "@COURSE@/exercises/target/test_target.py")


def honest(x):
    return 2 * x
