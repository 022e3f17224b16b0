"""Chains and annotates exceptions with commands.

earns: honest
feedback: outer
"""

def attacked(x):
    try:
        raise ValueError("::error::inner\x1b[31m")
    except ValueError as e:
        outer = RuntimeError("outer")
        outer.add_note("::error::note\x1b[31m")
        raise outer from e


def honest(x):
    return 2 * x
