"""Returns a thousand numbers of 900 digits.

earns: honest
feedback: a list of 1000
"""

def attacked(x):
    return [7**1000 + i for i in range(1000)]


def honest(x):
    return 2 * x
