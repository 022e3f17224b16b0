"""Looks at the globals of the program that runs it.

earns: honest
feedback: no secret in
"""

import sys


def attacked(x):
    names = vars(sys.modules["__main__"])
    for name in names:
        if "secret" in name.lower() or "expected" in name.lower():
            print("ESCAPED" ":", name)
    raise RuntimeError(f"no secret in {len(names)} names")


def honest(x):
    return 2 * x
