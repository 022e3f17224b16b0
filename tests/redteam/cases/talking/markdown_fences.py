"""Prints fences of every length.

earns: honest
feedback: ````````
"""

def attacked(x):
    print("\n".join("`" * n for n in range(1, 60)))
    raise ValueError("`" * 60 + "~~~~ --- ***")


def honest(x):
    return 2 * x
