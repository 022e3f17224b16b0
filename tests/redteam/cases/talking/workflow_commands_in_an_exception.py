"""Raises commands for GitHub's runner.

earns: honest
feedback: : :error
"""

def attacked(x):
    raise ValueError("::error::x\n::set-env name=PATH::/tmp\n::notice::y")


def honest(x):
    return 2 * x
