"""Looks for the judge's modules.

earns: honest
feedback: the judge is not here
"""

import sys


def attacked(x):
    inside = [
        name
        for name in sys.modules
        if name.startswith(("grader.check", "classroom", "grader.record", "grader.course", "_pytest", "reference"))
    ]
    if inside:
        print("ESCAPED" ":", inside)
    raise RuntimeError("the judge is not here")


def honest(x):
    return 2 * x
