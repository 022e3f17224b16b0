"""Raises from code that claims lines of its own file that do not exist.

earns: honest
feedback: ValueError: forged
"""

def attacked(x):
    exec(compile("\n" * 50_000 + "raise ValueError('forged')", __file__, "exec"))


def honest(x):
    return 2 * x
