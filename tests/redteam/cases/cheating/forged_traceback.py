"""Raises from code that claims to be a file of the reference and of the hidden checks.

earns: honest
feedback: ValueError: forged
"""

def attacked(x):
    for name in ("@COURSE@/reference/target/target.py", "@COURSE@/tests/hidden/target/test_target.py"):
        try:
            exec(compile("\n\nraise ValueError('forged')", name, "exec"))
        except ValueError as e:
            last = e
    raise last


def honest(x):
    return 2 * x
