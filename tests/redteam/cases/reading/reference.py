"""Reads the reference.

earns: honest
feedback: refused 3 of 3: Permission denied
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
    read(
        "@COURSE@/reference/target/target.py",
        "@COURSE@/reference/target/mistakes/honest_squared.py",
        "/../@COURSE@/exercises/../reference/target/target.py",
    )


def honest(x):
    return 2 * x
