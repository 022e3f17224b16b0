"""Prints and raises ANSI sequences that hide the rest of the screen.

earns: honest
feedback: \x1b[2J
"""

def attacked(x):
    print("\x1b[2J\x1b[H\x1b[8mhidden\x1b[0m\x9b31m")
    raise ValueError("\x1b[2J\x1b[1;32mPASSED\x1b[0m\x07\x08\x08")


def honest(x):
    return 2 * x
