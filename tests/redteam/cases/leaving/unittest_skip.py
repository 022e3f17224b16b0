"""Raises unittest's SkipTest, which pytest takes for a skip.

earns: honest
feedback: an exception of its own
"""

import unittest


def attacked(x):
    raise unittest.SkipTest("skipped")


def honest(x):
    return 2 * x
