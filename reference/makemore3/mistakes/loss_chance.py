"""the chance of a letter is returned, not its negative logarithm

1/V is how likely the right letter is. The loss is the negative logarithm of that.
"""


def expected_initial_loss(vocab):
    if vocab < 1:
        raise ValueError
    return 1 / vocab
