"""Raises separators of lines and paragraphs.

earns: honest
feedback: \u2028
"""

def attacked(x):
    raise ValueError("a\u2028::error::b\u2029::error::c\x85::error::d\x0b::error::e")


def honest(x):
    return 2 * x
