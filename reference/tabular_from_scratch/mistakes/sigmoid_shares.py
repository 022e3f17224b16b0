"""the exponentials are divided by their sum

That is softmax: shares of one whole. The sigmoid looks at each number alone.
"""


def sigmoid(x):
    return (x - x.amax()).exp() / (x - x.amax()).exp().sum()
