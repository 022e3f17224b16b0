"""Fails on a line that is itself a command and a script.

earns: honest
feedback: line
"""

def attacked(x):
    raise ValueError  # ::error::<script>alert(1)</script>‮ | =cmd() `` @everyone


def honest(x):
    return 2 * x
