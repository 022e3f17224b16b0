"""Returns a dict whose values are the same list a thousand times over.

earns: honest
feedback: too large | no answer within 1 s
"""

def attacked(x):
    inner = list(range(1000))
    return {i: [inner] * 10 for i in range(1000)}


def honest(x):
    return 2 * x
