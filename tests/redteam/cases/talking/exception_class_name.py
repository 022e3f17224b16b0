"""Raises an exception whose class is called like a command.

earns: honest
feedback: an exception of its own
"""

def attacked(x):
    raise type("::error::\x1b[31m<script>alert(1)</script>", (Exception,), {})("x")


def honest(x):
    return 2 * x
