"""Reports changed arguments by names that carry the input.

earns: honest
feedback: has wrong value | broke the protocol | of another type
"""

from grader.sandbox import execute


def attacked(x):
    text = "".join(c if c.isalnum() else "_" for c in str(x.tolist()))
    execute._tensors = lambda value: iter([("0." + text[:50], x)])
    execute.changed = lambda was, now: bool(seen)
    seen.append(1)
    return x


seen = []


def honest(x):
    return 2 * x
