"""Returns the input where it will be shown as a wrong value.

earns: honest
feedback: of another type
"""

def attacked(x):
    return {"input": str(x.tolist())}


def honest(x):
    return 2 * x
