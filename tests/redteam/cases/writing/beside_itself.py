"""Writes modules beside itself.

earns: honest
feedback: refused 4 of 4
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
    here = os.path.dirname(__file__)
    write(f"{here}/torch.py", f"{here}/__init__.py", f"{here}/../sitecustomize.py", f"{here}/../../torch.py")


def honest(x):
    return 2 * x
