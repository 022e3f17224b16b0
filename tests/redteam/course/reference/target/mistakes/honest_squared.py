"""the matrix is squared

Twice a number is not its square.
"""


def honest(x):
    return x * x
