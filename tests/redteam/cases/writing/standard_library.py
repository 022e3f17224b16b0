"""Changes the standard library.

earns: honest
feedback: refused 2 of 2: Permission denied
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
    library = os.path.dirname(os.__file__)
    write(f"{library}/hostile.py", f"{library}/__pycache__/hostile.pyc")


def honest(x):
    return 2 * x
