"""Raises a SyntaxError that names a file and line of its choice.

earns: honest
feedback: SyntaxError
"""

def attacked(x):
    raise SyntaxError("\x1b[31m::error::", ("@COURSE@/reference/target/target.py", 7, 1, "RED", 7, 2))


def honest(x):
    return 2 * x
