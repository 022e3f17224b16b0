"""it is (1 + tanh(x)) / 2

That is the sigmoid of 2 x: it has the right ends and is twice as steep.
"""


def sigmoid(x):
    return (1 + x.tanh()) / 2
