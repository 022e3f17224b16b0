"""Returns a sparse tensor.

earns: honest
feedback: cannot read
"""

def attacked(x):
    return x.to_sparse()


def honest(x):
    return 2 * x
