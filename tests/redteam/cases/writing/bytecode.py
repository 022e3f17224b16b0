"""Writes bytecode caches for modules that the judge loads.

earns: honest
feedback: refused 2 of 2
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
    write(
        "@COURSE@/exercises/target/__pycache__/test_target.cpython-311.pyc",
        "@COURSE@/reference/target/__pycache__/target.cpython-311.pyc",
    )


def honest(x):
    return 2 * x
