"""Matches a regular expression that backtracks catastrophically, in C.

earns: honest
feedback: no answer within 1 s
"""

import re


def attacked(x):
    re.match(r"(a+)+$", "a" * 40 + "b")
    return x


def honest(x):
    return 2 * x
