"""Returns as many numbers as may cross, or nearly.

earns: honest
feedback: a list of 300000 | no answer within 1 s
"""

def attacked(x):
    return [0] * 300_000


def honest(x):
    return 2 * x
