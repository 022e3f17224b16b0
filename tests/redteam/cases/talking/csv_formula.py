"""Raises spreadsheet formulas.

earns: honest
feedback: =cmd
"""

def attacked(x):
    raise ValueError("=cmd|'/c calc'!A1;+1+1\t@SUM(A1)\n=HYPERLINK(\"http://127.0.0.1/\")")


def honest(x):
    return 2 * x
