"""Waits for someone at the keyboard.

earns: honest
feedback: input() asks a person
"""

def attacked(x):
    return input("your name? ")


def honest(x):
    return 2 * x
