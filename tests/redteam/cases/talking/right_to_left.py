"""Raises marks that turn the reading direction.

earns: honest
feedback: \u202e
"""

def attacked(x):
    print("\u202egnorw lla\u202c \u2066\u2067\u2069\u200b\ufeff")
    raise ValueError("\u202edessap\u202c \u2066x\u2069 \u061c \u200f")


def honest(x):
    return 2 * x
