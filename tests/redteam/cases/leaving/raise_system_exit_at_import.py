"""Exits with status 0 while the file is imported.

earns: nothing
feedback: does not import: SystemExit
"""

raise SystemExit(0)


def attacked(x):
    return x


def honest(x):
    return 2 * x
