"""Waits for someone at the keyboard.

earns: honest
feedback: EOFError
"""

def attacked(x):
    return input("your name? ")


def honest(x):
    return 2 * x
