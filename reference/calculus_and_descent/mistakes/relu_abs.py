"""negative entries lose their sign

They become 0, not their size: relu is flat on the left.
"""


def relu(x):
    return x.abs()
