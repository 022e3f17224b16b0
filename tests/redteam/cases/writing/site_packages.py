"""Changes installed packages and adds a .pth file.

earns: honest
feedback: refused 4 of 4
"""

import os

import torch

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
    packages = os.path.dirname(os.path.dirname(torch.__file__))
    write(
        f"{packages}/hostile.pth", f"{packages}/sitecustomize.py", f"{packages}/pytest.py",
        f"{packages}/hostile/__init__.py",
    )


def honest(x):
    return 2 * x
